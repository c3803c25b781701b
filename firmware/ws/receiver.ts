import { chars } from "./frame";
import type { ConnectionOptions } from "./options";
import { Bit, CloseCode, Opcode } from "./protocol";
import { NON_ASCII, utf8Rest } from "./utf8";
import { xor } from "./xor";

/** What is done with bytes that come. */
export const enum Reading {
  /** They are kept: a head that is not complete, or frames that came with it. */
  NOT_YET,
  /** Between messages. */
  FRAMES,
  /** Within a frame or a fragmented message. */
  WITHIN,
  /** They are ignored: a close frame came, or the peer broke the protocol. */
  NO_MORE
}

/**
 * Where the reading of frames keeps its state, and whom it tells.
 *
 * A connection is its own receiver, which saves an object for each. The names with an underscore are
 * shortened in the built script; nothing outside this folder uses them.
 */
export interface Receiver {
  readonly _options: Pick<ConnectionOptions, "maxPayloadBytes" | "binary">;
  /** A client takes unmasked frames only, a server masked ones. */
  readonly _isClient: boolean;
  _reading: Reading;
  /** Bytes not read yet: part of a frame's header, or of a payload, to read more of it at once. */
  _unread: string;
  /** How many of them are worth to be read at once, as long as more is waiting; not set after a head. */
  _wanted?: number;
  /** Payload bytes of the frame in progress that are still to come; -1 between frames. */
  _left: number;
  /** First byte of the frame in progress. */
  _first: number;
  /** Mask of the frame in progress, turned so that it begins with the next byte's; "" for none. */
  _mask: string;
  /** Payload of the control frame in progress. */
  _control: string;
  /** Opcode of the message in progress, 0 between messages. */
  _type: number;
  /** Payload of the message in progress. */
  _message: string;
  /** The beginning of a character that the text ended with so far. */
  _rest: string;
  /** Bytes that the message in progress has, and those that the headers of its frames announced. */
  _claimed: number;

  /** Of an event `message(data, isBinary)`: a method in between would cost more than the reading. */
  emit(event: string, data: string, isBinary: boolean): void;
  /** Whether there is memory for so many bytes more. */
  _hasRoom(bytes: number): boolean;
  _onControl(opcode: Opcode, payload: string): void;
  /** The peer broke the protocol: `code` is for the close frame. */
  _onViolation(code: CloseCode, message: string): void;
}

/** What Espruino reads of a socket at a time (`chunkSize`): so much came, so there is more. */
const FULL_READ = 536;

/** A long payload is read in pieces of about this size, as each costs beside its bytes. */
const PIECE_BYTES = 4104;

/** The payload's length by the frame's header at `at` (RFC 6455, section 5.2), or -1 if it is invalid. */
function payloadLength(r: Receiver, bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  const opcode = first & 15;
  const max = r._options.maxPayloadBytes;
  let length = bytes[at + 1] & 127;
  let code = CloseCode.PROTOCOL_ERROR;
  let message = "";
  if ((bytes[at + 1] < Bit.MASK) !== r._isClient) message = "wrong masking";
  else if (first & Bit.RSV) message = "reserved bit set";
  else if (opcode > Opcode.PONG || (opcode > Opcode.BINARY && opcode < Opcode.CLOSE))
    message = "unknown opcode";
  else if (opcode > 7) {
    if (first < Bit.FIN || length > 125) message = "wrong control frame";
  } else {
    if (opcode ? r._type : !r._type) message = "wrong fragment";
    if (length > 125) {
      const wide = length > 126;
      length = (bytes[at + 2] << 8) | bytes[at + 3];
      if (wide) for (let i = 4; i < 10; i++) length = length * 256 + bytes[at + i];
      if (length < (wide ? 65536 : 126) || (wide && bytes[at + 2] > 127)) message = "wrong length";
    }
    if (!message && r._message.length + length > max) {
      code = CloseCode.TOO_BIG;
      message = "message over " + max + " bytes";
    } else if (!message && opcode === Opcode.BINARY && !r._options.binary) {
      code = CloseCode.UNSUPPORTED_DATA;
      message = "binary message";
    } else if (!message && !r._hasRoom(length)) {
      code = CloseCode.TRY_AGAIN_LATER;
      message = "no memory";
    }
    if (!message) r._claimed = r._message.length + length;
  }
  if (message) r._onViolation(code, message);
  return message ? -1 : length;
}

/** Takes the next piece of a message's payload, or its last. */
function onPiece(r: Receiver, piece: string, type: number, last: boolean): void {
  if (type === Opcode.TEXT) {
    // Checked as it comes, so that a violation is answered before the rest is sent (section 8.1).
    const rest = utf8Rest(r._rest + piece);
    if (rest === undefined || (last && rest)) {
      r._onViolation(CloseCode.INVALID_DATA, "no UTF-8");
      return;
    }
    r._rest = rest;
  }
  if (!last || r._message) {
    // Appending is done in place; a sum would hold a long message twice.
    r._message += piece;
    piece = r._message;
  }
  r._type = last ? 0 : type;
  if (last) {
    r._claimed = 0;
    r._message = "";
    r.emit("message", piece, type === Opcode.BINARY);
  }
}

/**
 * Reads the frame at `at`, or what there is of it; returns where to go on. If `more` is waiting, a part
 * is left for later.
 */
function readFrame(r: Receiver, data: string, bytes: Uint8Array, at: number, more: boolean): number {
  const there = data.length - at;
  let left = r._left;
  let begin = at;
  if (left < 0) {
    const length = bytes[at + 1] & 127;
    // By the frame's own masking, so that a wrong one does not have us wait for a mask.
    begin += (length < 126 ? 2 : length < 127 ? 4 : 10) + (bytes[at + 1] < Bit.MASK ? 0 : 4);
    if (there > 1 && begin <= data.length) left = payloadLength(r, bytes, at);
    // Too short for a header; or a violation, after which nothing matters.
    if (left < 0) {
      r._unread = data.substr(at);
      r._wanted = 0;
      return data.length;
    }
  }
  const wanted = begin - at + left;
  if (more && there < wanted && there < PIECE_BYTES) {
    r._unread = data.substr(at);
    r._wanted = wanted < PIECE_BYTES ? wanted : PIECE_BYTES;
    return data.length;
  }
  if (r._left < 0) {
    r._first = bytes[at];
    r._mask = r._isClient ? "" : data.substr(begin - 4, 4);
  }
  const first = r._first;
  const mask = r._mask;
  let piece = data.substr(begin, left);
  const size = piece.length;
  if (size && mask) piece = xor(piece, mask);
  left -= size;
  if (left && mask) r._mask = mask.substr(size & 3) + mask.substr(0, size & 3);
  r._left = left || -1;
  if (first & 8) {
    r._control += piece;
    if (!left) {
      piece = r._control;
      r._control = "";
      r._onControl(first & 15, piece);
    }
  } else onPiece(r, piece, first & 15 || r._type, !left && first >= Bit.FIN);
  return begin + size;
}

/**
 * Reads frames from bytes that come in any split, and tells `r` of each message and control frame that
 * is complete.
 */
export function receive(r: Receiver, data: string): void {
  const more = data.length === FULL_READ;
  const maskSize = r._isClient ? 0 : 4;
  if (r._unread) {
    r._unread += data;
    if (more && r._wanted && r._unread.length < r._wanted) return;
    data = r._unread;
    r._unread = "";
  }
  const bytes = E.toUint8Array(data);
  const end = data.length;
  const max = r._options.maxPayloadBytes;
  let at = 0;
  while (at < end && r._reading < Reading.NO_MORE) {
    // Most of what comes are whole texts. They take this short way: reading costs by the length of the
    // code, and a byte of a typed array less than one of a string.
    while (r._reading === Reading.FRAMES && bytes[at] === (Bit.FIN | Opcode.TEXT)) {
      let size = bytes[at + 1] - (maskSize << 5);
      let begin = at + 2 + maskSize;
      if (size > 125) {
        if (size > 126) break;
        size = (bytes[at + 2] << 8) | bytes[at + 3];
        begin += 2;
        if (size < 126) break;
      }
      if (!(size >= 0) || size > max || begin + size > end) break;
      let text = "";
      if (maskSize && size < 9)
        for (let i = 0; i < size; i++) text += chars(bytes[begin + i] ^ bytes[begin - 4 + (i & 3)]);
      else {
        text = data.substr(begin, size);
        if (maskSize) text = xor(text, data.substr(begin - 4, 4));
      }
      if (NON_ASCII.test(text)) break;
      at = begin + size;
      r.emit("message", text, false);
    }
    if (at < end) {
      at = readFrame(r, data, bytes, at, more);
      if (r._reading < Reading.NO_MORE)
        r._reading = r._left < 0 && !r._type ? Reading.FRAMES : Reading.WITHIN;
    }
  }
}
