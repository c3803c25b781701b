import { closePayload, OP, type FrameSpec } from "./wire";

/** What the peer sends: frames, or bytes as they are, in one piece or in chops of so many bytes. */
export interface Step {
  send: (FrameSpec | Buffer)[];
  /** Bytes of each write; all at once by default. */
  chop?: number;
}

/** A frame that must come back. */
export interface Expected {
  opcode: number;
  payload: Buffer;
}

/**
 * How the connection must end. `normal`: the peer closes with 1000 when all that was expected came, and is
 * answered so. `answered`: the steps hold the peer's close frame, and this is the payload of the answer.
 * `failed`: the other end closes with this code, without being asked to.
 */
export type Ending =
  | { kind: "normal" }
  | { kind: "answered"; payload: Buffer }
  | { kind: "failed"; code: number };

/** One conversation with an end that sends every message back as it came. */
export interface Case {
  /** The number in the Autobahn testsuite that it is modelled on. */
  id: string;
  title: string;
  steps: Step[];
  expect: Expected[];
  ending: Ending;
}

export type Payload = Buffer | string;

export const text = (payload: Payload, more: Partial<FrameSpec> = {}): FrameSpec => ({
  opcode: OP.text,
  payload,
  ...more
});
export const binary = (payload: Payload, more: Partial<FrameSpec> = {}): FrameSpec => ({
  opcode: OP.binary,
  payload,
  ...more
});
export const next = (payload: Payload, more: Partial<FrameSpec> = {}): FrameSpec => ({
  opcode: OP.continuation,
  payload,
  ...more
});
export const ping = (payload: Payload = "", more: Partial<FrameSpec> = {}): FrameSpec => ({
  opcode: OP.ping,
  payload,
  ...more
});
export const pong = (payload: Payload = ""): FrameSpec => ({ opcode: OP.pong, payload });
export const close = (code?: number, reason: Payload = ""): FrameSpec => ({
  opcode: OP.close,
  payload: code === undefined ? "" : closePayload(code, reason)
});

/** What comes back of a message or a ping. */
export const echo = (payload: Payload): Expected => ({ opcode: OP.text, payload: Buffer.from(payload) });
export const binaryEcho = (payload: Payload): Expected => ({
  opcode: OP.binary,
  payload: Buffer.from(payload)
});
export const pongEcho = (payload: Payload = ""): Expected => ({
  opcode: OP.pong,
  payload: Buffer.from(payload)
});

export const normal: Ending = { kind: "normal" };
export const failed = (code: number): Ending => ({ kind: "failed", code });
export const answered = (code?: number): Ending => ({
  kind: "answered",
  payload: code === undefined ? Buffer.alloc(0) : closePayload(code)
});

export const FIRST = { fin: false };

/** A case from its frames, sent all at once. */
export function one(
  id: string,
  title: string,
  send: (FrameSpec | Buffer)[],
  expect: Expected[],
  ending: Ending = normal
): Case {
  return { id, title, steps: [{ send }], expect, ending };
}

/** The same conversation with every write cut into chops of so many bytes. */
export function chopped(each: Case, id: string, chop: number): Case {
  return {
    ...each,
    id,
    title: `${each.title}, in chops of ${chop} byte${chop > 1 ? "s" : ""}`,
    steps: each.steps.map((step) => ({ ...step, chop }))
  };
}
