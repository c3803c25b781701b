import assert from "node:assert/strict";
import type { WebSocket } from "../../firmware/ws";
import { WStype } from "../../firmware/ws-events";
import { createWs, WsNetwork } from "../../shims/ws";
import type { BoardSettings } from "../../scripts/settings";
import { createFakeBoard, SETTINGS, SETTINGS_B } from "../support/fake-board";

type WsClient = typeof import("../../firmware/ws-client");

function setUp(settings: Partial<BoardSettings> = {}) {
  const board = createFakeBoard();
  const network = new WsNetwork();
  const ws = createWs(board.interpreter, network);
  const copy = board.firmware(settings, { "ws/index": ws });
  const server = copy.load<typeof import("../../firmware/ws-server")>("ws-server");
  const { serverLink } = copy.load<typeof import("../../firmware/pair/links")>("pair/links");
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
  /** Board B's client, of a start of its own, as the app would have its events told to the link. */
  const connectPeer = (peerSettings: Partial<BoardSettings> = {}): { client: WsClient; told: string[] } => {
    const told: string[] = [];
    const peer = board.firmware({ ...SETTINGS_B, ...peerSettings }, { "ws/index": ws });
    const client = peer.load<WsClient>("ws-client");
    client.onEvent((type, payload) => {
      if (type === WStype.ERROR) told.push(payload);
    });
    client.begin("192.168.1.20", 81, "/ESP32-B");
    board.clock.pass(5);
    return { client, told };
  };
  return { ...board, network, server, serverLink, events, connect, connectPeer };
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
    const { server, connect, connectPeer } = setUp();
    server.begin(81);
    for (let i = 0; i < SETTINGS.guests; i++) connect();
    assert.deepEqual(connect("/ESP32-B").closed, [1006]);
    assert.equal(connectPeer().client.isConnected(), true);
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
    const { clock, server, events, connectPeer } = setUp();
    server.begin(81);
    const { client } = connectPeer();
    for (let i = 0; i < 200; i++) client.sendTXT(`${i}`);
    clock.pass(5);
    assert.deepEqual([events.filter(([, type]) => type === WStype.TEXT).length, client.isConnected()], [200, true]);
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

describe("the ws-server role and the pair key", () => {
  it("knows the peer by its key, whatever path others ask for, and its boot ID", () => {
    const { server, connect, connectPeer } = setUp();
    server.begin(81);
    connect("/ESP32-B");
    assert.equal(server.peerNum, -1);
    connectPeer();
    assert.equal(server.peerNum, 1);
    assert.match(server.peerBoot, /^\d{1,10}$/);
    connect("/ESP32-B");
    assert.equal(server.peerNum, 1);
  });

  it("refuses a board with another key, and takes one without a key for a guest", () => {
    const { server, connectPeer } = setUp();
    server.begin(81);
    const { client, told } = connectPeer({ pairKey: "ffeeddccbbaa99887766554433221100" });
    assert.deepEqual([client.isConnected(), told[0], server.connectedClients()], [false, "HTTP 403 Another key", 0]);
    connectPeer({ pairKey: "" });
    assert.equal(server.peerNum, -1);
  });

  it("keeps a place for the peer while all places for guests are taken, and none for guests with GUESTS=0", () => {
    for (const guests of [0, 2]) {
      const { server, connect, connectPeer } = setUp({ guests });
      server.begin(81);
      const sockets = Array.from({ length: guests + 1 }, () => connect("/ESP32-B"));
      assert.deepEqual(sockets.map(({ closed }) => closed.length), [...Array<number>(guests).fill(0), 1]);
      connectPeer();
      assert.equal(server.peerNum, guests);
    }
  });

  it("has the same start of the peer replace its old connection, and no number is -1 meanwhile", () => {
    const { clock, server, events, connectPeer } = setUp();
    server.begin(81);
    const { client } = connectPeer();
    client.begin("192.168.1.20", 81, "/ESP32-B");
    clock.pass(50);
    assert.equal(server.connectedClients(), 1);
    assert.notEqual(server.peerNum, -1);
    assert.deepEqual(events.map(([num]) => num).filter((num) => num < 0), []);
  });

  it("refuses another start of the peer while the link is alive, and has it replace a silent one", () => {
    const { clock, server, serverLink, connectPeer } = setUp();
    server.begin(81);
    server.onEvent((num, type, payload, code) => {
      if (num === server.peerNum) serverLink.onEvent(type, payload, code);
    });
    connectPeer();
    const boot = server.peerBoot;
    clock.pass(1000);
    const second = connectPeer();
    assert.deepEqual([second.told[0], server.peerBoot], ["HTTP 409 Another ESP32-B is connected", boot]);
    clock.pass(1400);
    assert.notEqual(server.peerBoot, boot);
    assert.equal(second.client.isConnected(), true);
  });

  it("takes the newest client for the peer without a key, whatever it asks for", () => {
    const { clock, server, connect } = setUp({ pairKey: "" });
    server.begin(81);
    const [first, second] = [connect("/"), connect("/x")];
    clock.pass(5);
    assert.deepEqual([first.closed, second.closed, server.connectedClients()], [[1006], [], 1]);
  });
});
