import assert from "node:assert/strict";
import { espruino, Interpreter } from "../../scripts/interpreter/interpreter";
import { seededRandom } from "../../shims/random";
import { ClientEnd, dial, REQUEST } from "../conformance/ends";
import { ownModule } from "../conformance/own-module";
import type { RawSocket } from "../conformance/raw-socket";
import { read, type Reading } from "../conformance/reference";
import { closePayload, encode, OP } from "../conformance/wire";
import { MeasuredServer } from "./ws-support/measured-server";
import { badStream, pick, randomBytes, randomSize } from "./ws-support/mutations";

const MESSAGES = 10000;
const BROKEN_CONNECTIONS = 1000;
const SERVER_FRAMES = 90000;
const CLIENT_FRAMES = 10000;

/** Bytes of messages whose echo has not come yet. */
const WINDOW_BYTES = 40000;

/** The module's default. */
const MAX_BYTES = 16384;

const FILLER = Buffer.alloc(MAX_BYTES + 10, 0xff);

/** Runs `task` so often, a few at a time. */
async function repeat(times: number, atATime: number, task: () => Promise<void>): Promise<void> {
  let left = times;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await task();
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

/**
 * Sends a bad stream and checks what comes of it against the model, to the close code and to the end of
 * the connection.
 *
 * A mutation may leave a frame sound, or not complete. Then bytes follow that are the rest of a payload,
 * or no frame.
 */
async function sendBadStream(connection: RawSocket, stream: Buffer, masked: boolean): Promise<void> {
  const isOver = ({ events, violation }: Reading) => !!violation || events.at(-1)?.kind === "close";
  // After a read of exactly 536 bytes the module waits for more before it looks at a part of a frame.
  const waits = stream.length % 536 === 0;
  const bytes = isOver(read(stream, masked, MAX_BYTES)) && !waits ? stream : Buffer.concat([stream, FILLER]);
  const { events, violation, used } = read(bytes, masked, MAX_BYTES);
  const closes = events.filter(({ kind }) => kind === "close").map(({ payload }) => payload.subarray(0, 2));
  // What came after its close frame would cost a peer the answer: the server ends the TCP connection.
  await connection.write(bytes.subarray(0, waits ? bytes.length : Math.max(stream.length, used)));
  const counts = new Map<number, number>();
  for (;;) {
    const frame = await connection.readFrame();
    assert.ok(frame, "the connection ended without a close frame");
    counts.set(frame.opcode, (counts.get(frame.opcode) ?? 0) + 1);
    if (frame.opcode !== OP.close) continue;
    const code = violation ? closePayload(violation) : closes[0];
    assert.equal(frame.payload.subarray(0, 2).toString("hex"), code.toString("hex"), "close code");
    if (violation) await connection.write(encode({ opcode: OP.close, payload: frame.payload }, masked));
    connection.socket.end();
    assert.equal((await connection.readToEnd()).length, 0, "bytes after the close frame");
    break;
  }
  const count = (kind: string, binary?: boolean) =>
    events.filter((each) => each.kind === kind && (each.kind !== "message" || each.binary === binary)).length;
  assert.equal(counts.get(OP.text) ?? 0, count("message", false), "echoes of texts");
  assert.equal(counts.get(OP.binary) ?? 0, count("message", true), "echoes of bytes");
  assert.equal(counts.get(OP.pong) ?? 0, count("ping"), "pongs");
}

describe("the WebSocket module under stress, on the real interpreter", function () {
  this.timeout(300000);
  if (!espruino) {
    it("is skipped: set ESPRUINO to the path of Espruino's Linux build");
    return;
  }
  let server: MeasuredServer | undefined;
  afterEach(() => server?.interpreter.stop());

  it(`echoes ${MESSAGES} messages of random size over one connection`, async () => {
    server = await MeasuredServer.start();
    const before = await server.usage();
    const random = seededRandom(1);
    const connection = await server.connect();
    const waiting: Buffer[] = [];
    let waitingBytes = 0;
    const readOne = async (): Promise<number> => {
      const expected = waiting.shift() as Buffer;
      const frame = await connection.readFrame();
      assert.ok(frame?.payload.equals(expected), "an echo differs from its message");
      return expected.length;
    };
    for (let i = 0; i < MESSAGES; i++) {
      const payload = randomBytes(random, randomSize(random, 16384));
      await connection.write(encode({ opcode: OP.binary, payload }, true));
      waiting.push(payload);
      waitingBytes += payload.length;
      while (waitingBytes > WINDOW_BYTES) waitingBytes -= await readOne();
    }
    while (waiting.length) await readOne();
    connection.destroy();
    console.log("      " + (await server.isAsBefore(before)));
  });

  it(`stands ${BROKEN_CONNECTIONS} connections broken off at random points`, async () => {
    // Each that was not noticed to be gone would take one of these places for ever.
    server = await MeasuredServer.start("maxClients: 8, handshakeMs: 5000");
    const { port } = server;
    const before = await server.usage();
    const random = seededRandom(2);
    await repeat(BROKEN_CONNECTIONS, 6, async () => {
      const frames = Array.from({ length: 3 }, () => randomBytes(random, randomSize(random, 1000)));
      const stream = Buffer.concat([
        Buffer.from(REQUEST),
        ...frames.map((payload) => encode({ opcode: OP.binary, payload }, true))
      ]);
      // Within the handshake as often as within the frames.
      const size = pick(random, pick(random, 2) ? REQUEST.length : stream.length);
      const connection = await dial(port);
      await connection.write(stream.subarray(0, size), 1 + pick(random, 600));
      if (pick(random, 2)) connection.socket.resetAndDestroy();
      else {
        connection.socket.end();
        await connection.readToEnd();
        connection.destroy();
      }
    });
    console.log("      " + (await server.isAsBefore(before)));
  });

  it("drops a peer that stops reading while 1 MB is offered to it, and holds only a little of that", async () => {
    const offer = `
      var piece = "x".repeat(1024), taken = 0, timer;
      function offer(count) {
        for (var i = 0; i < count; i++) if (ws.send(piece)) taken++;
      }
      ws.on("ping", function () {
        offer(1024);
        print("TAKEN " + taken + " USAGE " + process.memory().usage);
        timer = setInterval(offer, 5, 16);
      });
      ws.on("error", function (error) { print("LOST " + error.code + " " + error.message); });
      ws.on("close", function () { if (timer) clearInterval(timer); });`;
    server = await MeasuredServer.start("maxBufferedBytes: 16384, maxFullMs: 1000", offer);
    const before = await server.usage();
    const connection = await server.connect();
    connection.socket.pause();
    await connection.write(encode({ opcode: OP.ping }, true));
    const [, taken, usage] = await server.interpreter.printed(/TAKEN (\d+) USAGE (\d+)$/);
    assert.ok(Number(taken) <= 16, `${taken} KB were taken at once`);
    assert.ok(Number(usage) < before + 2000, `${usage} JsVars in use, ${before} before`);
    // The computer's own buffers take some MB before the queue stays full.
    await server.interpreter.printed(/LOST 1006 reads too slowly/, 0, 60000);
    connection.destroy();
    console.log("      " + (await server.isAsBefore(before)));
  });

  it(`ends ${SERVER_FRAMES} random and mutated frames from clients in clean closes`, async () => {
    server = await MeasuredServer.start();
    const before = await server.usage();
    const random = seededRandom(3);
    let frames = 0;
    let connections = 0;
    const measured = server;
    const worker = async (): Promise<void> => {
      while (frames < SERVER_FRAMES) {
        const stream = badStream(random, true);
        frames += stream.frames;
        connections++;
        await sendBadStream(await measured.connect(), stream.bytes, true).catch((error: Error) => {
          throw new Error(`${error.message}; the stream: ${stream.bytes.toString("hex")}`);
        });
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    console.log(`      ${frames} frames over ${connections} connections; ` + (await server.isAsBefore(before)));
  });

  it(`ends ${CLIENT_FRAMES} random and mutated frames from servers in clean closes`, async () => {
    const end = new ClientEnd();
    const program = `
function dial() {
  var ws = new (require("ws"))("127.0.0.1", { port: ${await end.listen()}, maxBufferedBytes: 100000 });
  ws.on("message", function (data, isBinary) { ws.send(data, { binary: isBinary }); });
  ws.on("close", function () { setTimeout(dial, 1); });
}
dial();
setInterval(function () { print("USAGE " + process.memory().usage); }, 1000);
print("READY");`;
    const client = new Interpreter(program, { ws: ownModule() });
    try {
      await client.printed(/READY/);
      const random = seededRandom(4);
      const usage = async () => Number((await client.printed(/USAGE (\d+)$/, client.lineCount))[1]);
      let before = 0;
      for (let frames = 0; frames < CLIENT_FRAMES; ) {
        // After the first ones, when everything that is made once is there.
        if (!before && frames > 1000) before = await usage();
        const stream = badStream(random, false);
        frames += stream.frames;
        await sendBadStream(await end.open(), stream.bytes, false);
      }
      const after = await usage();
      assert.ok(Math.abs(after - before) <= 20, `JsVars in use: ${before} before, ${after} after`);
      assert.equal(client.complaints(), "");
    } finally {
      end.close();
      await client.stop();
    }
  });
});
