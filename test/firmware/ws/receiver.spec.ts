import assert from "node:assert/strict";
import { Opcode } from "../../../firmware/ws/protocol";
import { Reading, type Receiver } from "../../../firmware/ws/receiver";
import { seededRandom } from "../../../shims/random";
import { closeFault, read, type ReadEvent } from "../../conformance/reference";
import { encode, OP, type FrameSpec } from "../../conformance/wire";
import { badStream, pick, randomBytes } from "../../espruino/ws-support/mutations";
import { hex, shimmedModule } from "./shimmed";

const MAX_BYTES = 1000;
const { receive } = shimmedModule().copy.load<typeof import("../../../firmware/ws/receiver")>("ws/receiver");

/** Writes down what is read. */
class Recorder implements Receiver {
  readonly events: ReadEvent[] = [];
  violation?: number;
  problem = "";
  readonly _options: { maxPayloadBytes: number; binary: boolean };
  _reading = Reading.FRAMES;
  _unread = "";
  _wanted = 0;
  _left = -1;
  _first = 0;
  _mask = "";
  _control = "";
  _type = 0;
  _message = "";
  _rest = "";
  _claimed = 0;

  constructor(
    readonly _isClient: boolean,
    maxPayloadBytes = MAX_BYTES,
    binary = true
  ) {
    this._options = { maxPayloadBytes, binary };
  }

  emit(event: string, data: string, isBinary: boolean): void {
    assert.equal(event, "message");
    this.events.push({ kind: "message", binary: isBinary, payload: Buffer.from(data, "latin1") });
  }

  _hasRoom(): boolean {
    return true;
  }

  _onControl(opcode: Opcode, data: string): void {
    const payload = Buffer.from(data, "latin1");
    if (opcode === Opcode.CLOSE) {
      this._reading = Reading.NO_MORE;
      this.violation = closeFault(payload);
      if (!this.violation) this.events.push({ kind: "close", payload });
    } else this.events.push({ kind: opcode === Opcode.PING ? "ping" : "pong", payload });
  }

  _onViolation(code: number, message: string): void {
    assert.equal(this._reading === Reading.NO_MORE, false, "a violation after the end");
    this._reading = Reading.NO_MORE;
    this.violation = code;
    this.problem = message;
  }

  feed(bytes: Buffer, ends: number[] = []): this {
    let at = 0;
    for (const end of [...ends, bytes.length]) {
      receive(this, bytes.toString("latin1", at, end));
      at = end;
    }
    return this;
  }
}

const fromClient = (...frames: (FrameSpec | Buffer)[]): Buffer =>
  Buffer.concat(frames.map((frame) => (Buffer.isBuffer(frame) ? frame : encode(frame, true))));
const fromServer = (...frames: FrameSpec[]): Buffer => Buffer.concat(frames.map((frame) => encode(frame, false)));
const text = (payload: string | Buffer, more: Partial<FrameSpec> = {}): FrameSpec => ({ opcode: OP.text, payload, ...more });

describe("receive", () => {
  it("reads the examples of RFC 6455, section 5.7", () => {
    const client = new Recorder(true).feed(Buffer.from(hex("810548656c6c6f 010348656c 80026c6f 890548656c6c6f"), "latin1"));
    const server = new Recorder(false).feed(Buffer.from(hex("818537fa213d7f9f4d5158 8a8537fa213d7f9f4d5158"), "latin1"));
    const hello = { kind: "message", binary: false, payload: Buffer.from("Hello") };
    assert.deepEqual(client.events, [hello, hello, { kind: "ping", payload: Buffer.from("Hello") }]);
    assert.deepEqual(server.events, [hello, { kind: "pong", payload: Buffer.from("Hello") }]);
  });

  const violations: [title: string, stream: Buffer, code: number, problem: string][] = [
    ["an unmasked frame", fromServer(text("")), 1002, "wrong masking"],
    ["RSV1", fromClient(text("", { rsv: 4 })), 1002, "reserved bit set"],
    ["RSV2", fromClient(text("", { rsv: 2 })), 1002, "reserved bit set"],
    ["RSV3", fromClient(text("", { rsv: 1 })), 1002, "reserved bit set"],
    ["opcode 3", fromClient({ opcode: 3 }), 1002, "unknown opcode"],
    ["opcode 7", fromClient({ opcode: 7 }), 1002, "unknown opcode"],
    ["opcode 11", fromClient({ opcode: 11 }), 1002, "unknown opcode"],
    ["a ping in fragments", fromClient({ opcode: OP.ping, fin: false }), 1002, "wrong control frame"],
    ["a ping of 126 bytes", fromClient({ opcode: OP.ping, payload: Buffer.alloc(126) }), 1002, "wrong control frame"],
    ["a continuation of nothing", fromClient({ opcode: OP.continuation }), 1002, "wrong fragment"],
    ["a text within a text", fromClient(text("", { fin: false }), text("")), 1002, "wrong fragment"],
    ["125 bytes with a length of 16 bits", fromClient(text("x".repeat(125), { lengthBytes: 3 })), 1002, "wrong length"],
    ["127 bytes with a length of 64 bits", fromClient(text("x".repeat(127), { lengthBytes: 9 })), 1002, "wrong length"],
    ["a length of 2^63", fromClient(text("", { claimed: 1n << 63n })), 1002, "wrong length"],
    ["a length over the limit", fromClient(text("", { claimed: 1001 })), 1009, "message over 1000 bytes"],
    ["fragments over the limit", fromClient(text("x".repeat(999), { fin: false }), { opcode: 0, claimed: 2 }), 1009, "message over 1000 bytes"],
    ["text that is no UTF-8", fromClient(text(Buffer.from([0xff]))), 1007, "no UTF-8"],
    ["text that ends within a character", fromClient(text(Buffer.from([0xc3]))), 1007, "no UTF-8"]
  ];
  for (const [title, stream, code, problem] of violations)
    it(`refuses ${title} with ${code}, at every split point`, () => {
      for (let at = 0; at <= stream.length; at++) {
        const recorder = new Recorder(false).feed(stream, [at]);
        assert.equal(recorder.violation, code);
        assert.equal(recorder.problem, problem);
        assert.deepEqual(recorder.events, []);
      }
    });

  it("refuses a masked frame at a client", () => {
    assert.equal(new Recorder(true).feed(fromClient(text("Hello"))).problem, "wrong masking");
  });

  it("refuses bytes with 1003 where only texts are taken", () => {
    const recorder = new Recorder(false, MAX_BYTES, false).feed(fromClient(text("a"), { opcode: OP.binary }));
    assert.equal(recorder.violation, 1003);
    assert.equal(recorder.problem, "binary message");
    assert.equal(recorder.events.length, 1);
  });

  it("takes messages of as many bytes as may be, in one frame and joined", () => {
    const whole = "x".repeat(MAX_BYTES);
    const stream = fromClient(text(whole), text(whole.slice(1), { fin: false }), { opcode: 0, payload: "x" });
    assert.equal(new Recorder(false).feed(stream).events.length, 2);
  });

  it("takes a 64-bit length with a mask of zeros for what it is", () => {
    const stream = Buffer.concat([Buffer.from(hex("81ff 000000000000007d 00000000"), "latin1"), Buffer.alloc(127, "a")]);
    assert.equal(new Recorder(false).feed(stream).problem, "wrong length");
  });

  it("keeps nothing of a message that is refused", () => {
    const recorder = new Recorder(false).feed(fromClient(text("x".repeat(900), { claimed: 1001 })));
    assert.equal(recorder._message, "");
  });

  it("reads what came after a read of 536 bytes, when it waited for more than there is to come", () => {
    const long = fromClient({ opcode: OP.binary, payload: Buffer.alloc(3000, 1) });
    const rest = fromClient(text("y".repeat(125)), text("y".repeat(125)), text("y".repeat(125)), text("y".repeat(113)));
    assert.equal(rest.length, 1 + 511);
    const stream = Buffer.concat([long, rest, fromClient(text("y".repeat(19)))]);
    const ends = [536, 1072, 1608, 2144, 2680, long.length + 1];
    assert.equal(stream.length - long.length - 1, 536);
    assert.equal(new Recorder(false, 5000).feed(stream, ends).events.length, 6);
  });

  const conversation = [
    text("Grüße"),
    text("κό", { fin: false }),
    { opcode: OP.ping, payload: "within" },
    { opcode: OP.continuation, payload: "σμε", fin: false },
    { opcode: OP.continuation, payload: "" },
    { opcode: OP.binary, payload: Buffer.from([0, 255, 128]) },
    text("x".repeat(130)),
    { opcode: OP.pong, payload: "y".repeat(125) },
    text(""),
    { opcode: OP.close, payload: Buffer.from([3, 232]) }
  ];
  for (const isClient of [false, true])
    it(`reads the same at every split point, at a ${isClient ? "client" : "server"}`, () => {
      const stream = Buffer.concat(conversation.map((frame) => encode(frame, !isClient)));
      const { events } = read(stream, !isClient, MAX_BYTES);
      assert.equal(events.length, 8);
      for (let at = 0; at <= stream.length; at++)
        assert.deepEqual(new Recorder(isClient).feed(stream, [at]).events, events, `split at ${at}`);
      const everyByte = Array.from({ length: stream.length }, (_, i) => i);
      assert.deepEqual(new Recorder(isClient).feed(stream, everyByte).events, events);
    });

  /** Random ends of chunks, many of them of what Espruino reads at a time; the last chunk is another size. */
  function randomEnds(random: () => number, size: number): number[] {
    const ends: number[] = [];
    for (let at = 0; ; ) {
      at += pick(random, 2) ? 536 : 1 + pick(random, 700);
      if (at >= size) break;
      ends.push(at);
    }
    return size - (ends.at(-1) ?? 0) === 536 ? [...ends, size - 1] : ends;
  }

  for (const isClient of [false, true])
    it(`agrees with the model on 4,000 random and mutated streams in random chunks, at a ${isClient ? "client" : "server"}`, () => {
      const random = seededRandom(isClient ? 21 : 20);
      for (let i = 0; i < 4000; i++) {
        const { bytes } = badStream(random, !isClient);
        const stream = pick(random, 2) ? bytes : Buffer.concat([bytes, randomBytes(random, pick(random, 1500))]);
        const expected = read(stream, !isClient, MAX_BYTES);
        const found = new Recorder(isClient).feed(stream, randomEnds(random, stream.length));
        assert.deepEqual({ events: found.events, violation: found.violation }, { events: expected.events, violation: expected.violation }, stream.toString("hex"));
      }
    });

  it("agrees with the model on long messages in random chunks", () => {
    const random = seededRandom(22);
    for (let i = 0; i < 100; i++) {
      const frames = Array.from({ length: 4 }, () => ({ opcode: OP.binary, payload: randomBytes(random, pick(random, 9000)) }));
      const stream = fromClient(...frames);
      assert.deepEqual(new Recorder(false, 10000).feed(stream, randomEnds(random, stream.length)).events, read(stream, true, 10000).events);
    }
  });
});
