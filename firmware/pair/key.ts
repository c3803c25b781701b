import { crypto } from "../hardware";
import { random32 } from "../random";
import * as settings from "../settings";

// The pair key, and what is made with it. `protocol.md` describes where it is used.

/** The block of SHA-256, in bytes. */
const BLOCK = 64;
/** Bytes of a code: 24 characters of base64. RFC 2104, section 5, asks for half of the hash, 16 bytes, or more. */
const CODE_BYTES = 18;

/** The key with the two paddings of RFC 2104, section 2; made when first needed. */
let inner = "";
let outer = "";
let lastNonce = "";

/** This board's boot ID; changes on every start. On Linux, `hwRand` starts with the same number in every process. */
export const boot = "" + ((random32() ^ (getTime() * 1e6)) >>> 0);

function padded(byte: number): string {
  return E.toString(
    new Uint8Array(BLOCK).map(function (_, i) {
      // Behind the key there are zeros: NaN counts as one.
      return settings.pairKey.charCodeAt(i) ^ byte;
    })
  );
}

function sha256(text: string): string {
  return E.toString(crypto.SHA256(text));
}

/** The authentication code of a text: HMAC-SHA256 with the pair key, the first 144 bits, in 24 characters of base64. */
export function codeOf(text: string): string {
  if (!inner) {
    inner = padded(0x36);
    outer = padded(0x5c);
  }
  return btoa(sha256(outer + sha256(inner + text)).substr(0, CODE_BYTES));
}

/**
 * Returns 24 characters that have never been used and that nobody without the key can predict, even if the random
 * numbers could be: they are the code of everything that differs, the previous nonce included.
 */
export function newNonce(): string {
  lastNonce = codeOf(boot + random32() + " " + getTime() + lastNonce);
  return lastNonce;
}
