/** The numbers of RFC 6455, by the names that it gives them. */

/** Opcodes (section 5.2). 8 and above are control frames. */
export const enum Opcode {
  CONTINUATION = 0,
  TEXT = 1,
  BINARY = 2,
  CLOSE = 8,
  PING = 9,
  PONG = 10
}

/** The bits beside the opcode in the first byte, and beside the length in the second. */
export const enum Bit {
  FIN = 128,
  RSV = 112,
  MASK = 128
}

/** The message of the error when the other end accepts a connection, and ends it before it answers. */
export const NO_ANSWER = "ended within the handshake";

/** Close codes (section 7.4.1). */
export const enum CloseCode {
  NORMAL = 1000,
  GOING_AWAY = 1001,
  PROTOCOL_ERROR = 1002,
  /** A kind of data that this end does not take. */
  UNSUPPORTED_DATA = 1003,
  /** Never on the wire: the close frame carried no code. */
  NO_STATUS = 1005,
  /** Never on the wire: the connection ended without a close frame. */
  ABNORMAL = 1006,
  /** Text that is no UTF-8. */
  INVALID_DATA = 1007,
  /** Nothing is wrong with the bytes, but with what the peer does. */
  POLICY_VIOLATION = 1008,
  TOO_BIG = 1009,
  /** No memory for it now. */
  TRY_AGAIN_LATER = 1013
}

/**
 * Whether a close code may stand in a close frame (section 7.4): those assigned in the IANA registry,
 * save the three that are never sent, and those for libraries (3000 on) and applications (4000 on).
 */
export function isCloseCode(code: number): boolean {
  return code > 2999
    ? code < 5000
    : code > 999 && code < 1015 && (code < 1004 || code > 1006);
}
