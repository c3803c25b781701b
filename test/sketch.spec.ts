import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "../scripts/build";
import { readSettings } from "../scripts/settings";
import { SimulatedBoard } from "../shims/board";
import { Lan } from "../shims/lan";
import { acceptFor, dial } from "./conformance/ends";
import { RawSocket } from "./conformance/raw-socket";
import { encode, OP } from "./conformance/wire";

/** What the tutorial's sketch has: a WebSocket server and client of the Arduino library, without a key and without UDP. */
class Sketch {
  /** What came to its client and to its server, the pings left out. */
  readonly got = { client: [] as string[], server: [] as string[] };
  readonly server: Server;
  #client?: RawSocket;
  #peer?: RawSocket;

  constructor() {
    this.server = createServer((socket) => void this.#serve(new RawSocket(socket)));
    this.server.listen(0, "127.0.0.1");
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** As `webSocket.begin(host, port, "/")`. */
  async begin(port: number): Promise<void> {
    const client = await dial(port);
    await client.write(
      Buffer.from(
        `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
          "Sec-WebSocket-Protocol: arduino\r\nOrigin: file://\r\nUser-Agent: arduino-WebSocket-Client\r\n\r\n"
      )
    );
    assert.match(await client.readHead(), /^HTTP\/1\.1 101 /);
    this.#client = client;
    void this.#read(client, this.got.client, true);
  }

  /** As `webSocket.broadcastTXT` and `client.sendTXT`. */
  async send(text: string): Promise<void> {
    await this.#client?.write(encode({ opcode: OP.text, payload: Buffer.from(text) }, true));
    await this.#peer?.write(encode({ opcode: OP.text, payload: Buffer.from(text) }, false));
  }

  get isServing(): boolean {
    return this.#peer !== undefined;
  }

  close(): void {
    this.server.close();
    this.#client?.destroy();
    this.#peer?.destroy();
  }

  async #serve(peer: RawSocket): Promise<void> {
    const head = await peer.readHead();
    const [, key] = /^Sec-WebSocket-Key: (.*)$/im.exec(head) ?? assert.fail(head);
    const answer =
      "HTTP/1.1 101 Switching Protocols\r\nServer: arduino-WebSocketsServer\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Accept: ${acceptFor(key.trim())}\r\n\r\n`;
    await peer.write(Buffer.from(answer));
    this.#peer = peer;
    await this.#read(peer, this.got.server, false);
  }

  async #read(socket: RawSocket, got: string[], masked: boolean): Promise<void> {
    for (;;) {
      const frame = await socket.readFrame().catch(() => undefined);
      if (!frame) return;
      if (frame.opcode === OP.text) got.push(frame.payload.toString());
      else if (frame.opcode === OP.ping) await socket.write(encode({ opcode: OP.pong, payload: frame.payload }, masked));
    }
  }
}

describe("a board with the tutorial's Arduino sketch as the other half", function () {
  this.timeout(60000);
  let folder: string;
  let sketch: Sketch;
  let board: SimulatedBoard | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "boards-"));
  });
  beforeEach(() => {
    sketch = new Sketch();
  });
  afterEach(() => {
    sketch.close();
    board?.kill();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Board A, built as with `BOARD_B_HOST` and, if no key is given, `PAIR_KEY=none`, and the sketch linked to it. */
  async function start(pairKey = ""): Promise<{ lines: string[]; said: (pattern: RegExp) => Promise<void> }> {
    if (!sketch.server.listening) await once(sketch.server, "listening");
    const usual = readSettings("simulation", { env: { PERIOD_MS: "100" }, file: "" });
    const a = { ...usual.a, pairKey, peerHost: "127.0.0.1", peerIp: "127.0.0.1", peerPort: sketch.port };
    const [script] = await build({ ...usual, a }, { outDir: folder });
    const lan = new Lan();
    const lines: string[] = [];
    let news = (): void => {};
    const onLine = (line: string): void => {
      lines.push(line);
      news();
    };
    board = new SimulatedBoard({ script: script.code, lan, address: "192.168.1.20", accessPoint: { ssid: a.ssid, password: a.password }, onLine });
    board.powerOn();
    const said = async (pattern: RegExp): Promise<void> => {
      while (!lines.some((line) => pattern.test(line))) await new Promise<void>((resolve) => (news = resolve));
    };
    await said(/^WiFi: 192\.168\.1\.20$/);
    await sketch.begin(await lan.realPort("192.168.1.20", a.port));
    return { lines, said };
  }

  it("exchanges numbers both ways on both links with PAIR_KEY=none and BOARD_B_HOST", async () => {
    const { lines, said } = await start();
    await said(/^Client: ESP32-B connected$/);
    assert.ok(sketch.isServing);
    for (const text of ["2", "4"]) await sketch.send(text);
    for (const number of [2, 4]) {
      await said(new RegExp(`^Received from ESP32-B: ${number}$`));
      await said(new RegExp(`^Message from ESP32-B server: ${number}$`));
    }
    while (sketch.got.client.length < 3 || sketch.got.server.length < 3) await said(/./).then(() => new Promise((resolve) => setImmediate(resolve)));
    for (const got of [sketch.got.client, sketch.got.server])
      for (const [index, text] of got.entries()) assert.equal(Number(text), Number(got[0]) + 2 * index);
    assert.equal(lines.some((line) => /Missing|guest|key/.test(line)), false, lines.join("\n"));
  });

  it("is a guest for a board with a key, which shows what it sends as a guest's", async () => {
    const { lines, said } = await start("00112233445566778899aabbccddeeff");
    await sketch.send("2");
    await said(/^Received from guest 0: 2$/);
    assert.equal(lines.some((line) => line.startsWith("Server: ")), false);
  });
});
