import assert from "node:assert/strict";
import type { WebSocket, WebSocketServer } from "../../../firmware/ws";
import type { Socket } from "../../../firmware/types/espruino";
import { crypto } from "../../../shims/crypto";
import { createGlobals } from "../../../shims/globals";
import { Interpreter } from "../../../shims/interpreter";
import { Lan } from "../../../shims/lan";
import { createNet } from "../../../shims/net";
import { seededRandom } from "../../../shims/random";
import { createFakeClock } from "../../support/fake-board";
import { FreshFirmware } from "../../support/fresh-firmware";

const SERVER = "192.168.1.20";
const CLIENT = "192.168.1.21";
const REQUEST =
  "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

/** A board with the WebSocket module, and a board's sockets without it. */
function setUp() {
  const clock = createFakeClock();
  // No board's time is 0.
  clock.pass(1000);
  const lan = new Lan({ memory: clock });
  const lines: string[] = [];
  const told: { [who: string]: string[] } = {};

  const start = (address: string) => {
    const interpreter = new Interpreter(clock, (line) => lines.push(line));
    const host = lan.addHost(address);
    host.online = true;
    const net = createNet(interpreter, lan, host);
    const globals = createGlobals({ interpreter, random: seededRandom(1) });
    const copy = new FreshFirmware({ globals, builtIn: {} });
    copy.load<typeof import("../../../firmware/hardware")>("hardware").useSockets(net, crypto);
    const { WebSocket } = copy.load<typeof import("../../../firmware/ws/websocket")>("ws/websocket");
    const { WebSocketServer } = copy.load<typeof import("../../../firmware/ws/server")>("ws/server");
    for (const each of [WebSocket, WebSocketServer]) interpreter.giveEvents(each.prototype);
    return { interpreter, net, host, ...copy.load<typeof import("../../../firmware/ws")>("ws") };
  };
  const near = start(SERVER);
  const far = start(CLIENT);

  /** Records the events of a connection. */
  const watch = (who: string, ws: WebSocket): WebSocket => {
    const said: string[] = (told[who] = []);
    ws.on("open", () => said.push("open"));
    ws.on("message", (data: string) => said.push(`message ${data}`));
    ws.on("error", ({ code, message }: { code: number; message: string }) => said.push(`error ${code} ${message}`));
    ws.on("close", (code: number, reason: string) => said.push(`close ${code} ${reason}`));
    return ws;
  };
  return {
    clock,
    lan,
    lines,
    told,
    near,
    far,
    serve(): WebSocketServer {
      const server = near.createServer().listen(81);
      server.on("websocket", (ws: WebSocket) => watch("server", ws));
      return server;
    },
    connect: () => watch("client", far.connect(SERVER, { port: 81 })),
    /** A plain TCP connection to the server, and what came on it. */
    dial(): { socket: Socket; got: string[] } {
      const socket = far.net.connect({ host: SERVER, port: 81 });
      const got: string[] = [];
      socket.on("data", (data: string) => got.push(data));
      socket.on("close", () => got.push("end"));
      return { socket, got };
    },
    timers: () => near.interpreter.timerCount + far.interpreter.timerCount
  };
}

describe("a connection", () => {
  it("opens at both ends and delivers messages", () => {
    const { clock, told, serve, connect } = setUp();
    const server = serve();
    const ws = connect();
    clock.pass(50);
    server.broadcast("2");
    ws.send("1");
    clock.pass(50);
    assert.deepEqual(told, { client: ["open", "message 2"], server: ["message 1"] });
  });

  for (const closing of ["client", "server"])
    it(`reports code and reason at both ends when the ${closing} closes it, and leaves nothing behind`, () => {
      const { clock, lines, told, serve, connect, timers } = setUp();
      const server = serve();
      const ends: { [who: string]: WebSocket } = { client: connect() };
      clock.pass(50);
      ends.server = server.clients[0];
      assert.equal(ends[closing].close(4001, "bye"), true);
      clock.pass(100);
      const other = closing === "client" ? "server" : "client";
      assert.deepEqual(told[other].at(-1), "close 4001 bye");
      assert.match(told[closing].at(-1) ?? "", /^close 4001/);
      assert.deepEqual([server.clients.length, timers(), lines], [0, 0, []]);
      for (const ws of Object.values(ends)) assert.deepEqual([ws.send("late"), ws.close(), ws.bufferedBytes], [false, false, 0]);
    });

  it("reports 1006 for an end without a close frame", () => {
    const { clock, told, far, serve, connect, timers } = setUp();
    const server = serve();
    connect();
    clock.pass(50);
    far.net.kill();
    far.interpreter.stopTimers();
    clock.pass(50);
    assert.deepEqual(told.server, ["close 1006 "]);
    assert.deepEqual([server.clients.length, timers()], [0, 0]);
  });

  it("is terminated at once and reports the reason once", () => {
    const { clock, told, serve, connect, timers } = setUp();
    serve();
    const ws = connect();
    clock.pass(50);
    ws.terminate("moved");
    clock.pass(50);
    ws.terminate("again");
    clock.pass(5000);
    assert.deepEqual(told, { client: ["open", "error 1006 moved", "close 1006 "], server: ["close 1006 "] });
    assert.equal(timers(), 0);
  });

  it("ends within 2 s of close() if nothing gets through any more", () => {
    const { clock, lan, told, serve, connect } = setUp();
    serve();
    const ws = connect();
    clock.pass(50);
    lan.change(() => lan.faults.add("halfOpen"));
    ws.close();
    clock.pass(1900);
    assert.deepEqual(told.client, ["open"]);
    clock.pass(200);
    assert.deepEqual(told.client, ["open", "close 1006 "]);
  });

  it("counts the bytes waiting to be sent", () => {
    const { clock, lan, serve, connect } = setUp();
    serve();
    const ws = connect();
    clock.pass(50);
    assert.equal(ws.bufferedBytes, 0);
    lan.change(() => lan.faults.add("halfOpen"));
    ws.send("x".repeat(100));
    clock.pass(50);
    // Header and mask are 6 bytes.
    assert.equal(ws.bufferedBytes, 106);
  });

  describe("opened by a client", () => {
    it("is given up after 5 s without an answer", () => {
      const { clock, lan, told, near, connect, timers } = setUp();
      lan.listen(near.host, 81, () => undefined);
      connect();
      clock.pass(4900);
      assert.deepEqual(told.client, []);
      clock.pass(200);
      assert.deepEqual(told.client, ["error 1006 no handshake in time", "close 1006 "]);
      assert.equal(timers(), 0);
    });

    it("reports an end before it was open", () => {
      const { clock, lan, told, serve, connect, timers } = setUp();
      serve();
      lan.faults.add("closeBeforeOpen");
      connect();
      clock.pass(100);
      assert.deepEqual(told.client, ["error 1006 ended within the handshake", "close 1006 "]);
      assert.equal(timers(), 0);
    });

    it("reports that nobody listens, after the caller could add handlers", () => {
      const { clock, told, connect, timers } = setUp();
      connect();
      clock.pass(100);
      assert.match(told.client[0], /^error 1006 .*Unable to create socket$/);
      assert.deepEqual([told.client.slice(1), timers()], [["close 1006 "], 0]);
    });

    it("ends without a close frame if it is closed before it is open", () => {
      const { clock, told, serve, connect, timers } = setUp();
      const server = serve();
      const ws = connect();
      assert.equal(ws.close(), false);
      clock.pass(100);
      assert.deepEqual(told.client.filter((each) => !each.startsWith("error")), ["close 1006 "]);
      assert.deepEqual([server.clients.length, timers()], [0, 0]);
    });
  });

  describe("accepted by a server", () => {
    it("is dropped if no request arrives within 5 s", () => {
      const { clock, serve, dial, timers } = setUp();
      serve();
      const { got } = dial();
      clock.pass(4900);
      assert.deepEqual(got, []);
      clock.pass(200);
      assert.deepEqual([got, timers()], [["end"], 0]);
    });

    it("is refused and ended if the request is not an upgrade", () => {
      const { clock, serve, dial, timers } = setUp();
      serve();
      const { socket, got } = dial();
      socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      clock.pass(100);
      assert.match(got.join(""), /^HTTP\/1\.1 426 [^]*\r\n\r\nend$/);
      assert.equal(timers(), 0);
    });

    it("is closed with 1002 after a protocol violation, and later frames are ignored", () => {
      const { clock, lines, told, serve, dial, timers } = setUp();
      serve();
      const { socket, got } = dial();
      socket.write(REQUEST);
      clock.pass(50);
      got.length = 0;
      // A frame that is not masked, and one that is.
      socket.write("\x81\x02hi\x81\x82\0\0\0\0hi");
      clock.pass(50);
      assert.match(got[0], /^\x88[^]\x03\xea/);
      assert.deepEqual(told.server.filter((each) => each.startsWith("message")), []);
      assert.match(told.server[0], /^error 1002 /);
      clock.pass(2100);
      assert.deepEqual([told.server.at(-1), timers(), lines], ["close 1006 ", 0, []]);
    });

    it("ignores what arrives after its end", () => {
      const { clock, lines, near, serve, dial } = setUp();
      serve();
      const { socket } = dial();
      socket.write(REQUEST);
      socket.write("\x88\x80\0\0\0\0\x81\x82\0\0\0\0hi".repeat(50));
      clock.pass(100);
      socket.end();
      near.net.kill();
      clock.pass(10000);
      assert.deepEqual(lines, []);
    });
  });
});
