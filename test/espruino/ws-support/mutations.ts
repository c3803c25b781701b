import { encode, OP } from "../../conformance/wire";

/** A whole number from 0 to `below` - 1. */
export function pick(random: () => number, below: number): number {
  return (random() >>> 0) % below;
}

export function randomBytes(random: () => number, size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => random() & 255));
}

/** Sizes of messages: many small ones, few large ones, each order of magnitude as often. */
export function randomSize(random: () => number, max: number): number {
  return pick(random, Math.min(max, 1 << pick(random, Math.log2(max) + 1)) + 1);
}

/** A frame as it may come from a peer that follows the RFC. */
function soundFrame(random: () => number, masked: boolean): Buffer {
  const size = randomSize(random, 600);
  const kind = pick(random, 6);
  if (kind === 0) return encode({ opcode: OP.ping, payload: randomBytes(random, size % 126) }, masked);
  if (kind === 1) return encode({ opcode: OP.pong, payload: randomBytes(random, size % 126) }, masked);
  if (kind === 2) return encode({ opcode: OP.binary, payload: randomBytes(random, size) }, masked);
  const text = "Grüße, κόσμε! ".repeat(Math.ceil(size / 20));
  if (kind === 3) return encode({ opcode: OP.text, payload: text }, masked);
  return Buffer.concat([
    encode({ opcode: OP.text, payload: text, fin: false }, masked),
    encode({ opcode: OP.continuation, payload: "the end" }, masked)
  ]);
}

/** Changes one thing in a frame, in its header more often than elsewhere. */
function mutated(random: () => number, frame: Buffer): Buffer {
  const bytes = Buffer.from(frame);
  const at = pick(random, pick(random, 3) ? Math.min(8, bytes.length) : bytes.length);
  const change = pick(random, 4);
  if (change === 0) bytes[at] ^= 1 << pick(random, 8);
  if (change === 1) bytes[at] = random() & 255;
  if (change === 2) return bytes.subarray(0, at + 1);
  if (change === 3) return Buffer.concat([bytes.subarray(0, at), randomBytes(random, 3), bytes.subarray(at)]);
  return bytes;
}

/** A connection's frames: sound ones, then a mutated or a random one. */
export function badStream(random: () => number, masked: boolean): { bytes: Buffer; frames: number } {
  const sound = Array.from({ length: pick(random, 39) }, () => soundFrame(random, masked));
  const bad = pick(random, 4) ? mutated(random, soundFrame(random, masked)) : randomBytes(random, 1 + pick(random, 40));
  return { bytes: Buffer.concat([...sound, bad]), frames: sound.length + 1 };
}
