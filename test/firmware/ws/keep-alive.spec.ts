import assert from "node:assert/strict";
import type { WebSocket } from "../../../firmware/ws";
import { shimmedModule, type FakeSocket } from "./shimmed";

const PING = "\x89\0";
/** From a client, masked with zeros. */
const PONG = "\x8a\x80\0\0\0\0";
const TEXT = "\x81\x82\0\0\0\0hi";

/** A server's connection that pings every second, and its socket. */
function setUp(): { pass: (ms: number) => void; ws: WebSocket; socket: FakeSocket; say: (frame: string) => void; sent: () => string } {
  const { copy, clock, connect } = shimmedModule();
  const { createServer } = copy.load<typeof import("../../../firmware/ws")>("ws");
  const server = createServer({ keepAlive: 1, deadAfter: 6 });
  const socket = connect();
  const sent = (): string => {
    const bytes = socket.dSnd;
    socket.dSnd = "";
    return bytes;
  };
  sent();
  return {
    pass: clock.pass,
    ws: server.clients[0],
    socket,
    sent,
    say(frame) {
      socket.emit("data", frame);
      clock.pass(1);
    }
  };
}

describe("a connection's keep-alive", () => {
  it("measures the round trip from its ping to the pong", () => {
    const { pass, ws, say, sent } = setUp();
    pass(1000);
    assert.equal(sent(), PING);
    pass(120);
    say(PONG);
    assert.ok(Math.abs((ws.roundTripMs ?? 0) - 120) < 3, String(ws.roundTripMs));
  });

  it("ignores unsolicited pongs when it measures the round trip", () => {
    const { pass, ws, say } = setUp();
    pass(500);
    say(PONG);
    assert.equal(ws.roundTripMs, undefined);
    pass(600);
    say(PONG);
    const { roundTripMs } = ws;
    assert.ok(roundTripMs);
    pass(100);
    say(PONG);
    assert.equal(ws.roundTripMs, roundTripMs);
  });

  it("has the round trip ready when the pong event fires", () => {
    const { pass, ws, say } = setUp();
    const told: (number | undefined)[] = [];
    ws.on("pong", () => told.push(ws.roundTripMs));
    pass(1100);
    say(PONG);
    assert.equal(told.length, 1);
    assert.ok(told[0]);
  });

  it("pings every second, but not while a pong is outstanding", () => {
    const { pass, say, sent } = setUp();
    for (let i = 0; i < 3; i++) {
      pass(1000);
      assert.equal(sent(), PING, `ping ${i}`);
      say(PONG);
    }
    pass(3000);
    assert.equal(sent(), PING);
    say(PONG);
    pass(1000);
    assert.equal(sent(), PING);
  });

  it("counts any frame as a sign of life", () => {
    const { pass, socket, say } = setUp();
    for (let s = 0; s < 30; s += 5) {
      pass(5000);
      say(TEXT);
    }
    assert.equal(socket.cls, undefined);
    pass(7000);
    assert.equal(socket.cls, true);
  });

  it("ends with the connection", () => {
    const { pass, ws, socket, sent } = setUp();
    ws.close();
    assert.match(sent(), /^\x88/);
    pass(1900);
    assert.equal(sent(), "");
    socket.emit("close");
    pass(60000);
    assert.equal(sent(), "");
  });
});

describe("a connection that closes", () => {
  it("emits no more messages", () => {
    const { pass, ws, say } = setUp();
    const got: string[] = [];
    ws.on("message", (text: string) => got.push(text));
    say(TEXT);
    ws.close();
    say(TEXT);
    pass(100);
    assert.deepEqual(got, ["hi"]);
  });

  it("refuses to send if the socket has closed already", () => {
    const { ws, socket } = setUp();
    socket.write = () => {
      throw new Error("This socket is closed");
    };
    assert.deepEqual([ws.send("late"), ws.ping()], [false, false]);
  });

  it("refuses to send", () => {
    const { ws, sent } = setUp();
    assert.equal(ws.close(), true);
    sent();
    assert.deepEqual([ws.send("late"), ws.ping(), ws.close()], [false, false, false]);
    assert.equal(sent(), "");
  });

  it("is terminated if the peer has not answered within 2 s", () => {
    const { pass, ws, socket } = setUp();
    ws.close();
    pass(1990);
    assert.deepEqual([socket.cls, socket.clsNow], [undefined, undefined]);
    pass(20);
    assert.deepEqual([socket.cls, socket.clsNow], [true, true]);
  });
});
