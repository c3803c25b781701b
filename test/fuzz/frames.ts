import { closePayload, encode, OP, type FrameSpec } from "../conformance/wire";
import type { Draw } from "./draw";
import { NUMBERS, TEXTS } from "./hostile";

const OPCODES = [...Object.values(OP), 3, 7, 11, 15];
const CLOSE_CODES = [0, 999, 1000, 1001, 1004, 1005, 1006, 1015, 2999, 3000, 4999, 5000, 65535];
const LENGTHS = [0, 1, 125, 126, 65535, 65536, 2 ** 31, 2 ** 32, 2 ** 53, 2n ** 63n, 2n ** 64n - 1n];

/** A frame as it should be, but for what its text says. */
function soundFrame(draw: Draw): FrameSpec {
  const opcode = draw.of([OP.text, OP.text, OP.text, OP.binary, OP.ping, OP.pong, OP.close]);
  const text = draw.of([...NUMBERS, ...TEXTS]);
  if (opcode === OP.close) return { opcode, payload: draw.oneIn(4) ? "" : closePayload(draw.of(CLOSE_CODES), text) };
  const payload = draw.oneIn(3) ? draw.bytes(draw.size(300)) : Buffer.from(text, draw.oneIn(2) ? "latin1" : "utf8");
  if (opcode > 7) return { opcode, payload: payload.subarray(0, 125) };
  return { opcode, payload: draw.oneIn(20) ? Buffer.alloc(draw.size(20000), text || "*") : payload };
}

/** The changes that are made to a frame. */
const CHANGES: ((draw: Draw, frame: FrameSpec) => void)[] = [
  (draw, frame) => (frame.opcode = draw.of(OPCODES)),
  (_draw, frame) => (frame.fin = false),
  (draw, frame) => (frame.rsv = draw.below(8)),
  (_draw, frame) => (frame.mask = "wrong"),
  (draw, frame) => {
    frame.lengthBytes = 9;
    frame.claimed = draw.of(LENGTHS);
  },
  (draw, frame) => {
    frame.lengthBytes = 3;
    frame.claimed = draw.below(65536);
  },
  (draw, frame) => (frame.payload = draw.bytes(draw.size(1000)))
];

/** Sends a frame's header and no more of it, or cuts it elsewhere. */
function cut(draw: Draw, bytes: Buffer): Buffer {
  return bytes.subarray(0, draw.below(Math.min(bytes.length, draw.oneIn(2) ? 15 : bytes.length)));
}

/** Some frames of a client, some of them not as they should be. */
export function drawFrames(draw: Draw, masked: boolean): Buffer[] {
  const frames: Buffer[] = [];
  for (let count = draw.size(12); count > 0; count--) {
    const frame = soundFrame(draw);
    if (draw.oneIn(3)) draw.of(CHANGES)(draw, frame);
    const bytes = Buffer.from(encode(frame, masked));
    if (draw.oneIn(20)) bytes[draw.below(bytes.length)] ^= 1 << draw.below(8);
    frames.push(draw.oneIn(30) ? cut(draw, bytes) : bytes);
    if (draw.oneIn(10)) frames.push(bytes);
  }
  if (draw.oneIn(20)) frames.push(draw.bytes(draw.size(600)));
  return frames;
}
