import { drawAnnouncement } from "./announcement";
import { Draw } from "./draw";
import { drawFrames } from "./frames";
import { drawAnswer, drawRequest } from "./request";

/** How a stranger lets go of a connection: with a FIN, with a reset, or only after a while. */
export type End = "fin" | "reset" | "later";

/** What one stranger does once: a connection with all that is written to it, or a datagram to both boards. */
export type Input =
  | { index: number; kind: "connection"; board: "a" | "b"; writes: Buffer[]; end: End }
  | { index: number; kind: "datagram"; data: Buffer };

function drawOf(seed: number, index: number): Draw {
  return new Draw(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
}

/** What a server sends to a client that expects `accept`, by its number alone as well. */
export function answerAt(seed: number, index: number, accept: string): Buffer[] {
  const draw = drawOf(seed, index);
  const parts = [drawAnswer(draw, accept), ...drawFrames(draw, false)];
  return (draw.oneIn(2) ? [Buffer.concat(parts)] : parts).flatMap((part) => draw.pieces(part)).filter(({ length }) => length);
}

/** The input with this number; it depends on nothing else, so that it can be had by itself. */
export function inputAt(seed: number, index: number): Input {
  const draw = drawOf(seed, index);
  if (draw.oneIn(3)) return { index, kind: "datagram", data: drawAnnouncement(draw) };
  const board = draw.of(["a", "b"] as const);
  const request = drawRequest(draw);
  const frames = drawFrames(draw, true);
  // Frames that come with the request, after it, or each by itself.
  const parts = draw.oneIn(3) ? [Buffer.concat([request, ...frames])] : draw.oneIn(2) ? [request, Buffer.concat(frames)] : [request, ...frames];
  const writes = parts.flatMap((part) => draw.pieces(part)).filter(({ length }) => length);
  return { index, kind: "connection", board, writes, end: draw.of(["fin", "fin", "fin", "fin", "reset", "later"] as const) };
}

/** What can be given by environment variables: the seed, how many inputs, or which one alone. */
export interface FuzzPlan {
  seed: number;
  first: number;
  count: number;
}

/** Reads `SEED`, `FUZZ_INPUTS` and `INPUT`, which is one number for that input alone. */
export function readPlan(env: NodeJS.ProcessEnv, count: number): FuzzPlan {
  const seed = Number(env.SEED ?? 1);
  if (env.INPUT !== undefined) return { seed, first: Number(env.INPUT), count: 1 };
  return { seed, first: 0, count: Number(env.FUZZ_INPUTS ?? count) };
}

/** How to have an input again. */
export function replayHint(seed: number, index: number): string {
  return `SEED=${seed} INPUT=${index}`;
}
