import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import WebSocket, { WebSocketServer } from "ws";
import { Simulated } from "./conformance/simulated";

// The WebSocket module against the `ws` package, which most servers in Node run on.

const SERVER = `
var server = require("ws").createServer(undefined, {
  maxPayloadBytes: 70000, maxBufferedBytes: 200000, keepAlive: 0.05, deadAfter: 0.2,
  protocols: ["numbers"],
  verify: function (request) { if (request.headers.authorization !== "Basic me") return "401 who are you"; }
});
server.on("websocket", function (ws, request) {
  print("open " + request.url + " " + ws.protocol);
  ws.on("message", function (data, isBinary) {
    if (data === "close") ws.close(4001, "bye");
    else if (data === "broadcast") print("broadcast to " + server.broadcast("news"));
    else print("sent " + ws.send(data, { binary: isBinary }));
  });
  ws.on("ping", function (data) { print("ping " + data); });
  ws.on("close", function (code, reason) { print("close " + code + " " + reason); });
});
server.listen(81);
`;

const client = (port: number): string => `
var WebSocket = require("ws");
var ws = new WebSocket("127.0.0.1", { port: ${port}, path: "/me?x=1", protocol: "numbers", maxPayloadBytes: 70000,
  maxBufferedBytes: 200000, headers: { Authorization: "Basic me" } });
ws.on("open", function () { print("open " + ws.protocol); ws.ping("are you there"); });
ws.on("pong", function (data) { print("pong " + data); });
ws.on("message", function (data, isBinary) {
  if (data === "close") ws.close(4001, "bye");
  else ws.send(data, { binary: isBinary });
});
ws.on("error", function (error) { print("error " + error.code + " " + error.message); });
ws.on("close", function (code, reason) { print("close " + code + " " + reason); });
`;

const MESSAGES = [
  Buffer.from(""),
  Buffer.from("Grüße, κόσμε 😀"),
  Buffer.from("x".repeat(126)),
  Buffer.from("x".repeat(5000)),
  Buffer.from("é".repeat(32768))
];
const BYTES = [0, 1, 125, 126, 65535, 65536].map((size) => Buffer.alloc(size, 0xfe));

async function nextMessage(ws: WebSocket): Promise<{ data: Buffer; isBinary: boolean }> {
  const [data, isBinary] = (await once(ws, "message")) as [Buffer, boolean];
  return { data, isBinary };
}

async function closeOf(ws: WebSocket): Promise<[code: number, reason: string]> {
  const [code, reason] = (await once(ws, "close")) as [number, Buffer];
  return [code, reason.toString()];
}

/** Has each message sent back. */
async function checkEchoes(ws: WebSocket): Promise<void> {
  for (const [messages, isBinary] of [[MESSAGES, false], [BYTES, true]] as const)
    for (const message of messages) {
      ws.send(message, { binary: isBinary });
      const echo = await nextMessage(ws);
      assert.ok(echo.data.equals(message), `the echo of ${message.length} bytes differs`);
      assert.equal(echo.isBinary, isBinary);
    }
}

async function checkFragments(ws: WebSocket): Promise<void> {
  ws.send("κό", { fin: false });
  ws.ping("within");
  ws.send("σμε", { fin: true });
  const [[pong], { data }] = await Promise.all([once(ws, "pong") as Promise<[Buffer]>, nextMessage(ws)]);
  assert.equal(pong.toString(), "within");
  assert.equal(data.toString(), "κόσμε");
}

describe("a simulated board's WebSocket server, with the ws package as its client", () => {
  let board: Simulated;
  let url = "";
  const clients: WebSocket[] = [];

  async function connect(options: WebSocket.ClientOptions = {}): Promise<WebSocket> {
    const ws = new WebSocket(url, ["other", "numbers"], { headers: { Authorization: "Basic me" }, ...options });
    clients.push(ws);
    await once(ws, "open");
    return ws;
  }

  before(async () => {
    board = new Simulated(SERVER);
    url = `ws://127.0.0.1:${await board.realPort(81)}/numbers`;
  });
  afterEach(() => {
    for (const each of clients.splice(0)) each.terminate();
  });
  after(() => {
    assert.deepEqual(board.exceptions(), []);
    board.stop();
  });

  it("agrees on a subprotocol, and tells of path and headers", async () => {
    const opened = board.printedFromNow("open /numbers numbers");
    const ws = await connect();
    await opened;
    assert.equal(ws.protocol, "numbers");
  });

  it("echoes texts and bytes of all sizes", async () => {
    await checkEchoes(await connect());
  });

  it("joins fragments, with a ping in between", async () => {
    await checkFragments(await connect());
  });

  it("closes with a code and a reason", async () => {
    const ws = await connect();
    const closed = board.printedFromNow("close 4001 bye");
    ws.send("close");
    assert.deepEqual(await closeOf(ws), [4001, "bye"]);
    await closed;
  });

  it("takes a close with a code and a reason", async () => {
    const ws = await connect();
    const closed = board.printedFromNow("close 4002 enough");
    ws.close(4002, "enough");
    assert.equal((await closeOf(ws))[0], 4002);
    await closed;
  });

  it("tells of a client that is gone without a word with 1006", async () => {
    const ws = await connect();
    const closed = board.printedFromNow("close 1006 ");
    ws.terminate();
    await closed;
  });

  it("keeps a quiet client that answers pings", async () => {
    const ws = await connect();
    // More than the silence after which a client is taken for dead.
    for (let i = 0; i < 6; i++) await once(ws, "ping");
    assert.equal(ws.readyState, WebSocket.OPEN);
  });

  it("drops a client that answers no pings", async () => {
    const ws = await connect({ autoPong: false });
    assert.deepEqual(await closeOf(ws), [1006, ""]);
  });

  it("broadcasts to all clients", async () => {
    const all = [await connect(), await connect(), await connect()];
    const news = Promise.all(all.map(nextMessage));
    const told = board.printedFromNow("broadcast to 3");
    all[0].send("broadcast");
    for (const { data } of await news) assert.equal(data.toString(), "news");
    await told;
  });

  it("refuses who the hook refuses, with its status", async () => {
    const ws = new WebSocket(url);
    const [error] = (await once(ws, "error")) as [Error];
    assert.match(error.message, /401/);
  });

  it("refuses the ninth client with 503", async () => {
    for (let i = 0; i < 8; i++) await connect();
    await assert.rejects(connect(), /503/);
  });
});

describe("a simulated board's WebSocket client, with the ws package as its server", () => {
  let server: WebSocketServer;
  let board: Simulated;
  let ws: WebSocket;

  beforeEach(async () => {
    server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "numbers" });
    await once(server, "listening");
    const connected = once(server, "connection") as Promise<[WebSocket]>;
    board = new Simulated(client((server.address() as AddressInfo).port));
    const opened = board.printedFromNow("pong are you there");
    [ws] = await connected;
    await opened;
  });
  afterEach(() => {
    assert.deepEqual(board.exceptions(), []);
    board.stop();
    ws.terminate();
    server.close();
  });

  it("agrees on a subprotocol", () => {
    assert.ok(board.lines.includes("open numbers"), board.lines.join(" / "));
  });

  it("echoes texts and bytes of all sizes", () => checkEchoes(ws));

  it("joins fragments, with a ping in between", () => checkFragments(ws));

  it("closes with a code and a reason", async () => {
    const closed = board.printedFromNow("close 4001 bye");
    ws.send("close");
    assert.deepEqual(await closeOf(ws), [4001, "bye"]);
    await closed;
  });

  it("takes a close with a code and a reason", async () => {
    const closed = board.printedFromNow("close 4002 enough");
    ws.close(4002, "enough");
    assert.equal((await closeOf(ws))[0], 4002);
    await closed;
  });

  it("tells of a server that is gone without a word with 1006", async () => {
    const closed = board.printedFromNow("close 1006 ");
    ws.terminate();
    await closed;
  });
});
