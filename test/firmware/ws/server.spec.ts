import assert from "node:assert/strict";
import type { ServerOptions, WebSocketServer } from "../../../firmware/ws";
import { shimmedModule, type ShimmedModule } from "./shimmed";

describe("the WebSocket server", () => {
  let server: WebSocketServer;
  let clock: ShimmedModule["clock"];
  let interpreter: ShimmedModule["interpreter"];
  let connect: ShimmedModule["connect"];
  let createServer: (options?: Partial<ServerOptions>) => WebSocketServer;

  beforeEach(() => {
    const shimmed = shimmedModule();
    ({ clock, interpreter, connect } = shimmed);
    ({ createServer } = shimmed.copy.load<typeof import("../../../firmware/ws")>("ws"));
    server = createServer();
  });

  it("serves on after many connections that had ended before it got to see them", () => {
    for (let i = 0; i < 100; i++) connect(true);
    assert.equal(interpreter.timerCount, 0);
    assert.match(connect().dSnd, /^HTTP\/1\.1 101 /);
    assert.equal(server.clients.length, 1);
  });

  it("refuses the ninth client with 503, and has its place free when another one has gone", () => {
    const sockets = Array.from({ length: 8 }, () => connect());
    const refused = connect();
    assert.match(refused.dSnd, /^HTTP\/1\.1 503 /);
    for (const socket of [refused, sockets[0]]) socket.emit("close");
    clock.pass(1);
    assert.match(connect().dSnd, /^HTTP\/1\.1 101 /);
  });

  it("ends connections beyond the clients and four guests at once", () => {
    for (let i = 0; i < 12; i++) connect();
    const timers = interpreter.timerCount;
    assert.equal(connect().cls, true);
    assert.equal(interpreter.timerCount, timers);
  });

  it("drops a client whose queue stays full for 10 s, and only then", () => {
    const socket = connect();
    const errors: string[] = [];
    server.clients[0].on("error", ({ message }: { message: string }) => errors.push(message));
    const offer = (): number => server.broadcast("x".repeat(1000));
    while (offer());
    assert.ok(socket.dSnd.length <= 16384);
    clock.pass(9900);
    assert.equal(offer(), 0);
    assert.equal(socket.cls, undefined);
    clock.pass(200);
    offer();
    clock.pass(1);
    assert.equal(socket.cls, true);
    assert.deepEqual(errors, ["reads too slowly"]);
  });

  it("gives a silent client four times as long while something else shows that it is alive", () => {
    let alive = true;
    server = createServer({ keepAlive: 1, deadAfter: 6, isAlive: () => alive });
    const [first, second] = [connect(), connect()];
    clock.pass(23000);
    assert.deepEqual([first.cls, second.cls], [undefined, undefined]);
    clock.pass(2100);
    assert.deepEqual([first.cls, second.cls], [true, true]);
    const third = connect();
    clock.pass(7000);
    assert.equal(third.cls, undefined);
    alive = false;
    clock.pass(1100);
    assert.equal(third.cls, true);
  });

  it("pings a client that is silent for a minute, and drops it after two", () => {
    const socket = connect();
    socket.dSnd = "";
    clock.pass(121000);
    assert.equal(socket.dSnd, "\x89\0");
    assert.equal(socket.cls, undefined);
    clock.pass(60000);
    assert.equal(socket.cls, true);
    assert.equal(server.clients.length, 0);
  });
});
