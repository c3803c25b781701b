import assert from "node:assert/strict";
import type { WebSocket } from "../../firmware/ws";
import { WStype } from "../../firmware/ws-events";
import { createWs, WsNetwork } from "../../shims/ws";
import { createFakeBoard, SETTINGS } from "../support/fake-board";

function setUp() {
  const board = createFakeBoard();
  const network = new WsNetwork();
  const ws = createWs(board.interpreter, network);
  const server = board.firmware({}, { "ws/index": ws }).load<typeof import("../../firmware/ws-server")>("ws-server");
  const events: [num: number, type: WStype, payload: string, code?: number][] = [];
  server.onEvent((...event) => events.push(event));
  const connect = (path = "/me"): WebSocket & { got: string[]; closed: number[] } => {
    const socket = Object.assign(ws.connect("192.168.1.20", { port: 81, path }), {
      got: [] as string[],
      closed: [] as number[]
    });
    socket.on("message", (text: string) => socket.got.push(text));
    socket.on("close", (code: number) => socket.closed.push(code));
    board.clock.pass(5);
    return socket;
  };
  return { ...board, network, server, events, connect };
}

describe("the ws-server role", () => {
  it("numbers its clients from 0, and gives a number that is free again to the next one", () => {
    const { clock, server, events, connect } = setUp();
    server.begin(81);
    const [first] = [connect(), connect()];
    first.close();
    clock.pass(5);
    connect();
    assert.deepEqual(
      events.map(([num, type]) => [num, type]),
      [
        [0, WStype.CONNECTED],
        [1, WStype.CONNECTED],
        [0, WStype.DISCONNECTED],
        [0, WStype.CONNECTED]
      ]
    );
    assert.equal(server.connectedClients(), 2);
  });

  it("sends to one client or to all, and tells how many took it", () => {
    const { clock, server, connect } = setUp();
    server.begin(81);
    const [a, b] = [connect(), connect()];
    assert.equal(server.sendTXT(1, "for b"), true);
    assert.equal(server.broadcastTXT("for all"), 2);
    assert.equal(server.sendTXT(2, "for nobody"), false);
    clock.pass(5);
    assert.deepEqual(a.got, ["for all"]);
    assert.deepEqual(b.got, ["for b", "for all"]);
  });

  it("broadcasts to nobody without a word", () => {
    const { server } = setUp();
    assert.equal(server.broadcastTXT("early"), 0);
    server.begin(81);
    assert.equal(server.broadcastTXT("still nobody"), 0);
  });

  it("disconnects a client with a code and a reason", () => {
    const { clock, server, events, connect } = setUp();
    server.begin(81);
    const socket = connect();
    server.disconnect(0, 4000, "enough");
    clock.pass(5);
    assert.deepEqual(socket.closed, [4000]);
    assert.deepEqual(events[1], [0, WStype.DISCONNECTED, "enough", 4000]);
    assert.equal(server.connectedClients(), 0);
  });

  it("refuses guests beyond its places and keeps those that are there, and has a place for the peer all the same", () => {
    const { server, connect } = setUp();
    server.begin(81);
    for (let i = 0; i < SETTINGS.guests; i++) connect();
    assert.deepEqual(connect().closed, [1006]);
    assert.deepEqual(connect("/ESP32-B").closed, []);
    assert.equal(server.connectedClients(), SETTINGS.guests + 1);
    assert.equal(server.broadcastTXT("x"), SETTINGS.guests + 1);
  });

  it("closes a guest that sends more than 20 messages in a second with 1008, and tells of no more of them", () => {
    const { clock, server, events, connect } = setUp();
    server.begin(81);
    const guest = connect();
    clock.pass(1000 - (clock.now() % 1000));
    for (let i = 0; i < 20; i++) guest.send(`${i}`);
    clock.pass(1000);
    assert.deepEqual([events.filter(([, type]) => type === WStype.TEXT).length, guest.closed], [20, []]);
    for (let i = 0; i < 100; i++) guest.send(`${i}`);
    clock.pass(5);
    assert.deepEqual([events.filter(([, type]) => type === WStype.TEXT).length, guest.closed], [40, [1008]]);
  });

  it("takes as many messages of the peer as come", () => {
    const { clock, server, events, connect } = setUp();
    server.begin(81);
    const peer = connect("/ESP32-B");
    for (let i = 0; i < 200; i++) peer.send(`${i}`);
    clock.pass(5);
    assert.deepEqual([events.filter(([, type]) => type === WStype.TEXT).length, peer.closed], [200, []]);
  });

  it("says that its port cannot be had, and tries again until it can", () => {
    const { clock, lines, network, server, connect } = setUp();
    network.faults.add("portTaken");
    server.begin(81);
    assert.match(lines[0], /^Server: port 81: .*Unable to create socket; next try in \d+ ms$/);
    clock.pass(5000);
    assert.ok(lines.length >= 3, String(lines.length));
    network.faults.delete("portTaken");
    clock.pass(30000);
    connect();
    assert.equal(server.connectedClients(), 1);
  });

  it("ends all connections at once, with the reason, and leaves no timer when it is closed", () => {
    const { clock, interpreter, server, connect } = setUp();
    server.begin(81);
    const sockets = [connect(), connect()];
    const reasons: string[] = [];
    server.onEvent((_num, type, payload) => {
      if (type === WStype.ERROR) reasons.push(payload);
    });
    server.close("WiFi lost");
    clock.pass(5);
    assert.deepEqual(sockets.map((socket) => socket.closed), [[1006], [1006]]);
    assert.deepEqual(reasons, ["WiFi lost", "WiFi lost"]);
    assert.equal(server.connectedClients(), 0);
    assert.equal(interpreter.timerCount, 0);
  });

  it("backs off while its port is taken, and starts over once it had the port", () => {
    const { clock, lines, network, server } = setUp();
    network.faults.add("portTaken");
    server.begin(81);
    clock.pass(120000);
    assert.match(lines.at(-1) ?? "", /next try in [2-8]\d\d\d ms$/);
    network.faults.delete("portTaken");
    clock.pass(30000);
    network.faults.add("portTaken");
    server.close("WiFi lost");
    server.begin(81);
    assert.match(lines.at(-1) ?? "", /next try in ([89]\d\d|1000) ms$/);
  });

  it("stops trying to open its port on close()", () => {
    const { clock, lines, interpreter, network, server } = setUp();
    network.faults.add("portTaken");
    server.begin(81);
    server.close("WiFi lost");
    assert.equal(interpreter.timerCount, 0);
    clock.pass(60000);
    assert.equal(lines.length, 1);
  });

  it("accepts nobody after close()", () => {
    const { server, connect } = setUp();
    server.begin(81);
    server.close("WiFi lost");
    assert.deepEqual(connect().closed, [1006]);
    assert.equal(server.broadcastTXT("x"), 0);
  });

  it("sends bytes to one client or to all, as bytes", () => {
    const { clock, server, connect } = setUp();
    const got: [string, boolean][][] = [];
    assert.equal(server.broadcastBIN("early"), 0);
    server.begin(81);
    for (const socket of [connect(), connect()]) {
      const list: [string, boolean][] = [];
      got.push(list);
      socket.on("message", (data: string, isBinary: boolean) => list.push([data, isBinary]));
    }
    assert.equal(server.sendBIN(0, "\x00\xff"), true);
    assert.equal(server.sendBIN(2, "nobody"), false);
    assert.equal(server.broadcastBIN("\x01"), 2);
    clock.pass(5);
    assert.deepEqual(got, [[["\x00\xff", true], ["\x01", true]], [["\x01", true]]]);
  });

  it("pings one client and reports the pong", () => {
    const { clock, server, events, connect } = setUp();
    server.begin(81);
    connect();
    assert.deepEqual([server.sendPing(0, "x"), server.sendPing(1)], [true, false]);
    clock.pass(5);
    assert.deepEqual(events.slice(1).map(([num, type, payload]) => [num, type, payload]), [[0, WStype.PONG, "x"]]);
  });

  it("terminates one client with a reason, and ignores an unknown number", () => {
    const { clock, server, events, connect } = setUp();
    server.begin(81);
    const [first, second] = [connect(), connect()];
    server.terminate(1, "replaced");
    server.terminate(7, "nobody");
    server.disconnect(7);
    clock.pass(5);
    assert.deepEqual([first.closed, second.closed], [[], [1006]]);
    assert.deepEqual(events.slice(2), [[1, WStype.ERROR, "replaced", 1006], [1, WStype.DISCONNECTED, "", 1006]]);
  });
});
