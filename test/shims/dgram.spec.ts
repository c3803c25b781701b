import assert from "node:assert/strict";
import type { DgramInfo, DgramSocket } from "../../firmware/types/espruino";
import { createDgram } from "../../shims/dgram";
import { Lan } from "../../shims/lan";
import { seededRandom } from "../../shims/random";
import { createFakeBoard } from "../support/fake-board";

const PORT = 5000;
const NEAR = "192.168.1.20";
const FAR = "192.168.1.21";
const BROADCAST = "192.168.1.255";

function setUp() {
  const board = createFakeBoard();
  const lan = new Lan({ memory: board.clock, random: seededRandom(6) });
  const hosts = [lan.addHost(NEAR), lan.addHost(FAR)];
  for (const host of hosts) host.online = true;
  const [near, far] = hosts.map((host) => createDgram(board.interpreter, lan, host));
  /** All that happened, in order: `<socket> <event or data> <from>`. */
  const events: string[] = [];
  const note = (name: string, socket: DgramSocket): DgramSocket => {
    socket.on("message", (data: string, info: DgramInfo) => {
      assert.equal(info.size, data.length);
      events.push(`${name} ${data.length > 20 ? `${data.length} bytes` : data} from ${info.address}:${info.port}`);
    });
    for (const event of ["end", "close"]) socket.on(event, () => events.push(`${name} ${event}`));
    return socket;
  };
  const create = (name: string, dgram: typeof near): DgramSocket => note(name, dgram.createSocket({ type: "udp4" }));
  const unbound = create("unbound", near);
  const nearBound = create("near", near).bind(PORT);
  const farBound = create("far", far).bind(PORT);
  return { ...board, lan, hosts, near, far, events, create, unbound, nearBound, farBound };
}

describe("the dgram shim", () => {
  it("tells the receiver who sent, and takes the answer to an unbound socket", () => {
    const { clock, events, unbound, farBound } = setUp();
    farBound.on("message", (_data: string, info: DgramInfo) => {
      farBound.send("answer", info.port, info.address);
    });
    unbound.send("ask", PORT, FAR);
    clock.pass(10);
    assert.deepEqual(events, [`far ask from ${NEAR}:49152`, `unbound answer from ${FAR}:${PORT}`]);
  });

  it("broadcasts from an unbound socket to every host of the subnet, itself included", () => {
    const { clock, lan, interpreter, events, unbound, create } = setUp();
    const stranger = lan.addHost("192.168.2.20");
    stranger.online = true;
    create("stranger", createDgram(interpreter, lan, stranger)).bind(PORT);
    unbound.send("beacon", PORT, BROADCAST);
    clock.pass(10);
    assert.deepEqual(events, [`near beacon from ${NEAR}:49152`, `far beacon from ${NEAR}:49152`]);
  });

  it("loses a broadcast of a bound socket and all that is queued behind it, and says nothing", () => {
    const { clock, lines, events, nearBound } = setUp();
    nearBound.send("broadcast", PORT, BROADCAST);
    nearBound.send("behind", PORT, FAR);
    clock.pass(10);
    nearBound.send("later", PORT, FAR);
    clock.pass(10);
    assert.deepEqual(events, [`far later from ${NEAR}:${PORT}`]);
    assert.deepEqual(lines, []);
  });

  it("loses what is sent to 255.255.255.255, or while the board is offline", () => {
    const { clock, hosts, events, unbound } = setUp();
    unbound.send("everywhere", PORT, "255.255.255.255");
    clock.pass(10);
    hosts[0].online = false;
    unbound.send("offline", PORT, FAR);
    clock.pass(10);
    hosts[0].online = true;
    unbound.send("online", PORT, FAR);
    clock.pass(10);
    assert.deepEqual(events, [`far online from ${NEAR}:49152`]);
  });

  it("reaches no host that is offline, has another address or another port, and goes on", () => {
    const { clock, hosts, lan, events, unbound } = setUp();
    hosts[1].online = false;
    unbound.send("1", PORT, FAR);
    clock.pass(10);
    hosts[1].online = true;
    unbound.send("2", PORT, "192.168.1.99");
    unbound.send("3", PORT + 1, FAR);
    clock.pass(10);
    lan.faults.add("halfOpen");
    unbound.send("4", PORT, FAR);
    clock.pass(10);
    lan.faults.delete("halfOpen");
    unbound.send("5", PORT, FAR);
    clock.pass(10);
    assert.deepEqual(events, [`far 5 from ${NEAR}:49152`]);
  });

  it("sends to itself what goes to a name that does not resolve", () => {
    const { clock, events, unbound } = setUp();
    unbound.send("hello", PORT, "no.such.host");
    clock.pass(10);
    assert.deepEqual(events, [`near hello from ${NEAR}:49152`]);
  });

  it("keeps its port when its host gets another address", () => {
    const { clock, hosts, events, unbound } = setUp();
    hosts[1].address = "192.168.1.77";
    unbound.send("new", PORT, "192.168.1.77");
    unbound.send("old", PORT, FAR);
    clock.pass(10);
    assert.deepEqual(events, [`far new from ${NEAR}:49152`]);
  });

  it("loses about one datagram of five while packets are lost, and delivers the others 20 to 100 ms late", () => {
    const { clock, lan, events, unbound } = setUp();
    lan.change(() => lan.faults.add("packetsLost"));
    for (let i = 0; i < 500; i++) {
      unbound.send(String(i), PORT, FAR);
      clock.pass(20);
      assert.ok(!events.includes(`far ${i} from ${NEAR}:49152`), `${i} came at once`);
      clock.pass(85);
    }
    assert.ok(events.length > 350 && events.length < 450, String(events.length));
  });

  it("drops what is queued when dSnd is emptied", () => {
    const { clock, events, unbound } = setUp();
    unbound.send("1", PORT, FAR);
    unbound.dSnd = "";
    unbound.send("2", PORT, FAR);
    clock.pass(10);
    assert.deepEqual(events, [`far 2 from ${NEAR}:49152`]);
  });

  it("cuts a datagram at 528 bytes", () => {
    const { clock, events, unbound } = setUp();
    unbound.send("x".repeat(700), PORT, FAR);
    clock.pass(10);
    assert.deepEqual(events, [`far 528 bytes from ${NEAR}:49152`]);
  });

  it("keeps six datagrams while the interpreter is busy, and no more", () => {
    const { clock, interpreter, events } = setUp();
    const busy = createFakeBoard();
    const lan = new Lan({ memory: clock });
    const [sender, receiver] = [lan.addHost(NEAR), lan.addHost(FAR)];
    sender.online = receiver.online = true;
    const socket = createDgram(busy.interpreter, lan, receiver).createSocket({ type: "udp4" }).bind(PORT);
    socket.on("message", (data: string) => events.push(data));
    busy.interpreter.block(1000);
    const out = createDgram(interpreter, lan, sender).createSocket({ type: "udp4" });
    for (let i = 0; i < 9; i++) out.send(String(i), PORT, FAR);
    clock.pass(100);
    busy.clock.pass(2000);
    assert.deepEqual(events, ["0", "1", "2", "3", "4", "5"]);
  });

  it("sends what is queued before it closes, then throws at send, and closes twice without a word", () => {
    const { clock, events, unbound } = setUp();
    unbound.send("1", PORT, FAR);
    unbound.send("2", PORT, FAR);
    unbound.close();
    assert.throws(() => {
      unbound.send("3", PORT, FAR);
    }, /^Error: This socket is closed$/);
    clock.pass(10);
    unbound.close();
    clock.pass(10);
    assert.deepEqual(
      events.filter((event) => event.startsWith("far")),
      [`far 1 from ${NEAR}:49152`, `far 2 from ${NEAR}:49152`]
    );
    assert.deepEqual(
      events.filter((event) => event.startsWith("unbound")),
      ["unbound end", "unbound close"]
    );
  });

  it("closes a bound socket at an empty datagram, fires close twice, and gives the port free", () => {
    const { clock, events, far, unbound, create } = setUp();
    unbound.send("", PORT, FAR);
    clock.pass(10);
    assert.deepEqual(events, ["far end", "far close", "far end", "far close"]);
    create("again", far).bind(PORT);
    unbound.send("hello", PORT, FAR);
    clock.pass(10);
    assert.equal(events.at(-1), `again hello from ${NEAR}:49152`);
  });

  it("calls back when bound, and prints and throws when the port is taken", () => {
    const { clock, lines, far } = setUp();
    let bound = 0;
    far.createSocket({ type: "udp4" }).bind(PORT + 1, () => bound++);
    assert.equal(bound, 0);
    clock.pass(1);
    assert.equal(bound, 1);
    assert.throws(() => far.createSocket({ type: "udp4" }).bind(PORT), { message: "Unable to create socket" });
    assert.deepEqual(lines, ["ERROR: Socket bind failed"]);
  });

  it("hears nothing any more when the program has ended, and its ports are free", () => {
    const { clock, events, far, unbound } = setUp();
    far.kill();
    unbound.send("hello", PORT, FAR);
    clock.pass(10);
    assert.deepEqual(events, []);
    far.createSocket({ type: "udp4" }).bind(PORT);
  });

  it("refuses what is no string of bytes, and arguments in another order", () => {
    const { unbound } = setUp();
    assert.throws(() => {
      unbound.send("€", PORT, FAR);
    }, /expected a string of bytes/);
    assert.throws(() => {
      (unbound.send as (...args: unknown[]) => void)("x", FAR, PORT);
    }, /expected send\(data, port, address\)/);
  });
});
