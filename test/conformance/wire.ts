/**
 * Frames as bytes (RFC 6455, section 5.2), written for the tests alone, so that the module's own reading
 * and writing of frames is checked by something that it does not share code with.
 */

export const OP = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

export interface FrameSpec {
  opcode: number;
  payload?: Buffer | string;
  /** Default true. */
  fin?: boolean;
  /** The three reserved bits as a number, 0 to 7. */
  rsv?: number;
  /** Bytes of the length's form, whatever the length: 1, 3 or 9. */
  lengthBytes?: 1 | 3 | 9;
  /** The length that the header tells, if not the payload's. */
  claimed?: number | bigint;
  /** `wrong`: masked where it must not be, unmasked where it must. */
  mask?: "wrong";
}

export interface Frame {
  fin: boolean;
  rsv: number;
  opcode: number;
  masked: boolean;
  payload: Buffer;
}

const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

function xor(payload: Buffer, mask: Buffer): Buffer {
  return Buffer.from(payload.map((byte, i) => byte ^ mask[i & 3]));
}

/** `masked`: whether the sending end must mask. */
export function encode(frame: FrameSpec, masked: boolean): Buffer {
  const payload = Buffer.from(frame.payload ?? "");
  const mask = masked !== (frame.mask === "wrong");
  const length = frame.claimed ?? payload.length;
  const form = frame.lengthBytes ?? (length < 126 ? 1 : length < 65536 ? 3 : 9);
  const header = Buffer.alloc(1 + form);
  header[0] = (frame.fin === false ? 0 : 128) | ((frame.rsv ?? 0) << 4) | frame.opcode;
  if (form === 1) header[1] = Number(length);
  if (form === 3) {
    header[1] = 126;
    header.writeUInt16BE(Number(length), 2);
  }
  if (form === 9) {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  if (!mask) return Buffer.concat([header, payload]);
  header[1] |= 128;
  return Buffer.concat([header, MASK, xor(payload, MASK)]);
}

/** The first frame of `bytes` and how many bytes it has, or `undefined` while it is not complete. */
export function decode(bytes: Buffer): { frame: Frame; size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1] & 127;
  const headerBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
  const masked = bytes[1] > 127;
  const begin = headerBytes + (masked ? 4 : 0);
  if (bytes.length < begin) return undefined;
  const length =
    short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (length > 65535 !== (short === 127) || length > 125 !== short > 125)
    throw new Error(`a frame of ${length} bytes has its length not in the shortest form`);
  if (bytes.length < begin + length) return undefined;
  const payload = bytes.subarray(begin, begin + length);
  return {
    size: begin + length,
    frame: {
      fin: bytes[0] > 127,
      rsv: (bytes[0] >> 4) & 7,
      opcode: bytes[0] & 15,
      masked,
      payload: masked ? xor(payload, bytes.subarray(begin - 4, begin)) : Buffer.from(payload)
    }
  };
}

/** The payload of a close frame. */
export function closePayload(code: number, reason: Buffer | string = ""): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return Buffer.concat([head, Buffer.from(reason)]);
}
