/**
 * What must come of a peer's bytes, by a reader that has them all at once: the model that the module's
 * reading, which gets them piece by piece, is held against.
 */

export type ReadEvent =
  | { kind: "message"; binary: boolean; payload: Buffer }
  | { kind: "ping" | "pong" | "close"; payload: Buffer };

export interface Reading {
  events: ReadEvent[];
  /** The close code that the peer must get; `undefined` while nothing is wrong. */
  violation?: number;
  /** Bytes up to the end of what was read, or of what is wrong. */
  used: number;
}

/** The close code that a close frame with this payload must get, if it is invalid. */
export function closeFault(payload: Buffer): number | undefined {
  if (!payload.length) return undefined;
  const code = payload.length > 1 ? payload.readUInt16BE() : 0;
  const known = (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);
  return !known ? 1002 : isText(payload.subarray(2), false) ? undefined : 1007;
}

/** `open`: the text may go on, within a character too. */
function isText(payload: Buffer, open: boolean): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(payload, { stream: open });
    return true;
  } catch {
    return false;
  }
}

/** `masked`: whether the peer must mask. */
export function read(bytes: Buffer, masked: boolean, maxBytes: number): Reading {
  const events: ReadEvent[] = [];
  let message: { binary: boolean; payload: Buffer } | undefined;
  for (let at = 0; at + 2 <= bytes.length; ) {
    const fin = bytes[at] > 127;
    const opcode = bytes[at] & 15;
    const short = bytes[at + 1] & 127;
    const isMasked = bytes[at + 1] > 127;
    const begin = at + 2 + (short === 127 ? 8 : short === 126 ? 2 : 0) + (isMasked ? 4 : 0);
    if (begin > bytes.length) break;
    const length =
      short === 127 ? bytes.readBigUInt64BE(at + 2) : BigInt(short === 126 ? bytes.readUInt16BE(at + 2) : short);
    const minimal = short === 127 ? length > 65535n && length < 1n << 63n : short < 126 || length > 125n;
    const unknown = (opcode > 2 && opcode < 8) || opcode > 10;
    if (isMasked !== masked || bytes[at] & 0x70 || unknown) return { events, violation: 1002, used: begin };
    if (opcode > 7 ? !fin || short > 125 : !minimal || (opcode === 0) !== !!message) return { events, violation: 1002, used: begin };
    if (opcode < 8 && BigInt(message?.payload.length ?? 0) + length > BigInt(maxBytes)) return { events, violation: 1009, used: begin };

    const raw = bytes.subarray(begin, begin + Number(length));
    const payload = Buffer.from(isMasked ? raw.map((byte, i) => byte ^ bytes[begin - 4 + (i & 3)]) : raw);
    const complete = raw.length === Number(length);
    at = begin + raw.length;
    if (opcode > 7) {
      if (!complete) break;
      if (opcode === 8) {
        const violation = closeFault(payload);
        return { events: violation ? events : [...events, { kind: "close", payload }], violation, used: at };
      }
      events.push({ kind: opcode === 9 ? "ping" : "pong", payload });
      continue;
    }
    message = {
      binary: message ? message.binary : opcode === 2,
      payload: Buffer.concat([message?.payload ?? Buffer.alloc(0), payload])
    };
    if (!message.binary && !isText(message.payload, !fin || !complete)) return { events, violation: 1007, used: at };
    if (!complete) break;
    if (fin) {
      events.push({ kind: "message", ...message });
      message = undefined;
    }
  }
  return { events, used: bytes.length };
}
