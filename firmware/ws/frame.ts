import { random32 } from "../random";
import { xor } from "./xor";

export const chars = String.fromCharCode;

/** 4 random bytes, from the hardware: a mask must not be predictable (RFC 6455, section 10.3). */
export function random4(): string {
  return E.toString(new Uint32Array([random32()]).buffer);
}

/**
 * The bytes of one frame (RFC 6455, section 5.2), with the length in its shortest form.
 *
 * `first` is its first byte (`Bit.FIN | Opcode.TEXT`, say). `mask` are 4 bytes at a client, "" at a
 * server, which sends unmasked.
 */
export function frame(first: number, payload: string, mask: string): string {
  const size = payload.length;
  const maskBit = mask ? 128 : 0;
  return (
    (size < 126
      ? chars(first, maskBit | size)
      : size < 65536
        ? chars(first, maskBit | 126, size >> 8, size & 255)
        : chars(first, maskBit | 127, 0, 0, 0, 0, size >> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255)) +
    (mask ? mask + xor(payload, mask) : payload)
  );
}
