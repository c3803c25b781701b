import assert from "node:assert/strict";
import type { Request, ServerOptions, WebSocket, WebSocketServer } from "../../../firmware/ws";
import { REQUEST, shimmedModule, type FakeSocket, type ShimmedModule } from "./shimmed";

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

  /** Whether each connection was ended at once. */
  const dropped = (sockets: FakeSocket[]): boolean[] => sockets.map(({ clsNow }) => !!clsNow);

  it("drops the oldest handshake that is not done when there are more connections than may be", () => {
    server = createServer({ maxClients: 2, maxConnections: 6 });
    const clients = [connect(), connect()];
    const silent = Array.from({ length: 4 }, () => connect(false, ""));
    const timers = interpreter.timerCount;
    assert.deepEqual(dropped([...clients, ...silent]), [false, false, false, false, false, false]);
    const late = connect(false, "");
    assert.deepEqual(dropped([...clients, ...silent, late]), [false, false, true, false, false, false, false]);
    assert.equal(interpreter.timerCount, timers);
  });

  it("drops handshakes rather than clients, however many come, and still answers a request", () => {
    server = createServer({ maxClients: 2, maxConnections: 4 });
    const clients = [connect(), connect()];
    const silent = Array.from({ length: 50 }, () => connect(false, ""));
    assert.deepEqual(dropped(clients), [false, false]);
    assert.equal(dropped(silent).filter(Boolean).length, 48);
    assert.match(connect().dSnd, /^HTTP\/1\.1 503 full/);
  });

  describe("that knows its peer", () => {
    const PEER = "GET /peer HTTP/1.1";
    const isPeer = ({ url }: Request): boolean => url === "/peer";
    const peerRequest = REQUEST.replace("GET / HTTP/1.1", PEER);

    it("has a place for it while guests have all others, and none of theirs for it", () => {
      server = createServer({ maxClients: 2, maxConnections: 4, isPeer });
      const guests = [connect(), connect()];
      const peer = connect(false, peerRequest);
      assert.match(peer.dSnd, /^HTTP\/1\.1 101 /);
      assert.match(connect().dSnd, /^HTTP\/1\.1 503 /);
      assert.deepEqual(dropped([...guests, peer]), [false, false, false]);
      assert.deepEqual(server.clients.map((ws) => ws.isPeer), [false, false, true]);
    });

    it("accepts it and no guest when memory is short", () => {
      server = createServer({ minFreeVars: 1e9, isPeer });
      assert.match(connect().dSnd, /^HTTP\/1\.1 503 /);
      assert.match(connect(false, peerRequest).dSnd, /^HTTP\/1\.1 101 /);
    });

    /** A frame's header for so many bytes, from a client. */
    const header = (size: number): string => "\x82\xfe" + String.fromCharCode(size >> 8, size & 255) + "\0\0\0\0";

    it("has half of the memory for guests' messages that are not complete, and closes what is too much with 1013", () => {
      server = createServer({ maxTotalBytes: 8000, isPeer });
      const guests = Array.from({ length: 3 }, () => connect());
      const peer = connect(false, peerRequest);
      for (const socket of [...guests, peer]) socket.dSnd = "";
      for (const [guest, size] of [[guests[0], 3000], [guests[1], 1000], [guests[2], 300], [peer, 3900]] as const) {
        guest.emit("data", header(size));
        clock.pass(1);
      }
      assert.deepEqual([...guests, peer].map(({ dSnd }) => dSnd), ["", "", "\x88\x0b\x03\xf5no memory", ""]);
    });

    it("has room again when a message is complete, or its connection has gone", () => {
      server = createServer({ maxTotalBytes: 8000, isPeer });
      const sockets = Array.from({ length: 3 }, () => connect());
      for (const socket of sockets) socket.dSnd = "";
      const [first, second, third] = sockets;
      first.emit("data", header(2000));
      second.emit("data", header(2000));
      clock.pass(1);
      first.emit("data", "\0".repeat(2000));
      second.emit("close");
      clock.pass(1);
      third.emit("data", header(4000));
      clock.pass(1);
      assert.equal(third.dSnd, "");
    });

    it("lets what waits to be sent to all guests be half of the memory, and more for the peer", () => {
      server = createServer({ maxTotalBytes: 8000, isPeer });
      const guests = Array.from({ length: 3 }, () => connect());
      const peer = connect(false, peerRequest);
      for (const socket of [...guests, peer]) socket.dSnd = "";
      for (let i = 0; i < 20; i++) server.broadcast("x".repeat(500));
      const held = guests.reduce((sum, { dSnd }) => sum + dSnd.length, 0);
      assert.ok(held > 2000 && held + peer.dSnd.length <= 8000 && peer.dSnd.length > 4000, `${held} and ${peer.dSnd.length} bytes`);
    });
  });

  it("tells of the end of a connection that has ended before its handlers were there", () => {
    const told: number[] = [];
    server.on("websocket", (ws: WebSocket) => {
      ws.on("close", (code: number) => told.push(code));
    });
    const socket = connect(true);
    socket.cls = undefined;
    const quick = connect(false, "");
    quick.emit("data", REQUEST);
    quick.emit("close");
    clock.pass(1);
    assert.deepEqual(told, [1006]);
  });

  it("lets go of a connection whose socket never tells of its end", () => {
    const socket = connect(false, "");
    socket.end = () => {};
    clock.pass(7100);
    assert.equal(interpreter.timerCount, 0);
    assert.equal(socket.clsNow, true);
  });

  it("ends a failed connection when the peer has been quiet for 100 ms, and at the latest after the deadline", () => {
    const socket = connect();
    socket.dSnd = "";
    const restless = connect();
    for (const each of [socket, restless]) each.emit("data", "\xc1\x80\0\0\0\0");
    clock.pass(99);
    assert.equal(socket.dSnd.substr(0, 4), "\x88\x12\x03\xea");
    assert.equal(socket.cls, undefined);
    for (let ms = 99; ms < 1950; ms += 50) {
      restless.emit("data", "x");
      clock.pass(50);
    }
    assert.deepEqual([socket.cls, restless.cls], [true, undefined]);
    restless.emit("data", "x");
    clock.pass(200);
    assert.equal(restless.cls, true);
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
