import assert from "node:assert/strict";
import type { Socket } from "../../firmware/types/espruino";
import { Lan } from "../../shims/lan";
import { createNet } from "../../shims/net";
import { seededRandom } from "../../shims/random";
import { createFakeBoard } from "../support/fake-board";

function setUp() {
  const board = createFakeBoard();
  const lan = new Lan({ memory: board.clock, random: seededRandom(5) });
  const hosts = [lan.addHost("192.168.1.20"), lan.addHost("192.168.1.21")];
  for (const host of hosts) host.online = true;
  const [near, far] = hosts.map((host) => createNet(board.interpreter, lan, host));
  const accepted: Socket[] = [];
  const events: string[] = [];
  const note = (socket: Socket): void => {
    for (const event of ["data", "end", "close", "error"])
      socket.on(event, (value: unknown) => events.push(typeof value === "string" ? value : event));
  };
  far.createServer((socket) => {
    accepted.push(socket);
    note(socket);
  }).listen(82);
  const dial = (): Socket => near.connect({ host: "192.168.1.21", port: 82 });
  return { ...board, lan, hosts, near, far, accepted, events, dial };
}

describe("the net shim", () => {
  it("cuts data into pieces of 536 bytes, as the interpreter reads it", () => {
    const { clock, events, dial } = setUp();
    dial().write("x".repeat(1300));
    clock.pass(10);
    assert.deepEqual(events.map((data) => data.length), [536, 536, 228]);
  });

  it("keeps what came before somebody listened", () => {
    const { clock, accepted, dial } = setUp();
    const socket = dial();
    clock.pass(10);
    accepted[0].write("early");
    clock.pass(10);
    let got = "";
    socket.on("data", (data: string) => (got += data));
    accepted[0].write(" and late");
    clock.pass(10);
    assert.equal(got, "early and late");
  });

  it("returns false from write, and throws after end and after the peer's close", () => {
    const { clock, accepted, dial } = setUp();
    const [ended, left] = [dial(), dial()];
    assert.equal(ended.write("a"), false);
    ended.end();
    assert.throws(() => ended.write("b"), /This socket is closed/);
    clock.pass(10);
    accepted[1].end();
    clock.pass(10);
    assert.throws(() => left.write("c"), /This socket is closed/);
  });

  it("sends what is queued before it ends", () => {
    const { clock, events, dial } = setUp();
    const socket = dial();
    socket.write("y".repeat(600));
    socket.end();
    clock.pass(20);
    assert.deepEqual(events.map((data) => (data.startsWith("y") ? data.length : data)), [536, 64, "end", "close"]);
  });

  it("drops what is queued when it is to close at once", () => {
    const { clock, events, dial } = setUp();
    const socket = dial();
    clock.pass(10);
    socket.write("z");
    socket.clsNow = true;
    socket.end();
    clock.pass(20);
    assert.deepEqual(events, ["end", "close"]);
  });

  it("prints and throws when nobody listens, at once", () => {
    const { clock, lines, near } = setUp();
    let problem: unknown;
    try {
      near.connect({ host: "192.168.1.21", port: 99 });
    } catch (error) {
      problem = error;
    }
    assert.equal(String(problem), "InternalError: Unable to create socket");
    assert.equal(problem instanceof Error, false);
    assert.deepEqual(lines, ["ERROR: Connect failed (err 111)"]);
    assert.equal(clock.now(), 0);
  });

  it("blocks everything for 9.2 s when the host is gone", () => {
    const { clock, hosts, globals, dial } = setUp();
    const times: number[] = [];
    globals.setInterval(() => times.push(clock.now()), 1000);
    hosts[1].online = false;
    assert.throws(dial, { message: "Unable to create socket" });
    clock.pass(9190);
    assert.deepEqual(times, []);
    clock.pass(20);
    assert.ok(times.length > 0 && times[0] >= 9200, String(times));
  });

  it("tells nobody of a connection that is half open, and delivers what was sent once it is not", () => {
    const { clock, lan, events, dial } = setUp();
    const socket = dial();
    clock.pass(10);
    lan.change(() => lan.faults.add("halfOpen"));
    socket.write("late");
    clock.pass(60000);
    assert.deepEqual(events, []);
    lan.change(() => lan.faults.delete("halfOpen"));
    clock.pass(10);
    assert.deepEqual(events, ["late"]);
  });

  it("loses a connection when the address changes that it was made from, or that it goes to", () => {
    for (const end of [0, 1]) {
      const { clock, lan, hosts, events, dial } = setUp();
      const socket = dial();
      clock.pass(10);
      lan.change(() => (hosts[end].address = "192.168.1.77"));
      socket.write("lost");
      clock.pass(60000);
      assert.deepEqual(events, []);
    }
  });

  it("delays what is sent while packets are lost, in order and without a gap, both ways", () => {
    const { clock, lan, accepted, events, dial } = setUp();
    const socket = dial();
    clock.pass(10);
    let answers = "";
    socket.on("data", (data: string) => (answers += data));
    lan.change(() => lan.faults.add("packetsLost"));
    let inTime = 0;
    for (let i = 0; i < 200; i++) {
      socket.write(String(i % 10));
      accepted[0].write(String(i % 10));
      clock.pass(20);
      if (events.join("").length === i + 1) inTime++;
      clock.pass(180);
    }
    lan.change(() => lan.faults.delete("packetsLost"));
    clock.pass(30000);
    assert.equal(events.join(""), "0123456789".repeat(20));
    assert.equal(answers, "0123456789".repeat(20));
    assert.equal(inTime, 0);
    socket.write("now");
    clock.pass(5);
    assert.equal(events.at(-1), "now");
  });

  it("takes over a second for a handshake of which a packet is lost", () => {
    const { clock, lan, globals, dial } = setUp();
    lan.change(() => lan.faults.add("packetsLost"));
    const times: number[] = [];
    for (let i = 0; i < 100; i++) {
      const at = clock.now();
      dial();
      globals.setTimeout(() => times.push(clock.now() - at), 0);
      clock.pass(60000);
    }
    const slow = times.filter((ms) => ms >= 1000).length;
    assert.ok(times.every((ms) => ms >= 40) && slow >= 10 && slow <= 35, `${slow} of ${times.length}: ${times}`);
  });

  it("refuses a port that is taken", () => {
    const { far } = setUp();
    assert.throws(() => far.createServer(() => undefined).listen(82), { message: "Unable to create socket" });
  });

  it("refuses what is no string of bytes", () => {
    const { dial } = setUp();
    assert.throws(() => dial().write("€"), /expected a string of bytes/);
  });
});
