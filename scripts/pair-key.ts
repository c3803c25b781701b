import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** The value of `PAIR_KEY` that turns the key off. */
export const NO_KEY = "none";

/** What `PAIR_KEY` may be; the board uses the text itself as the key, which must fit one block of SHA-256. */
export const PAIR_KEY_FORM = "32 to 64 hex digits, 22 to 64 characters of base64, or none";

/** The key that simulated boards are built with. `npm start` puts a fresh one of the same length in its place. */
export const SIMULATION_KEY = "simulation0simulation0simulation";

/** A new key: 128 bits from the system's random source, as 32 hex digits. */
export function newPairKey(): string {
  return randomBytes(16).toString("hex");
}

/** What is wrong with a key, without showing it; `undefined` if nothing is. */
export function pairKeyProblem(key: string): string | undefined {
  if (key === NO_KEY) return undefined;
  if (!/^[\w+/-]+={0,2}$/.test(key)) return "other characters";
  const isHex = /^[\da-f]+$/i.test(key);
  if (key.length < (isHex ? 32 : 22) || key.length > 64) return `${key.length} ${isHex ? "hex digits" : "characters"}`;
  // A key that somebody typed, such as "xxxxxxxxxxxxxxxxxxxxxx", or the one that everybody can read above.
  return new Set(key).size < 8 || key === SIMULATION_KEY ? "one that is easy to guess" : undefined;
}

/**
 * Appends a key to a `.env` file, which is created if need be; what is there stays as it is. The last of several
 * lines of one name is the one that counts. Throws what the file system throws.
 */
export function appendPairKey(file: string, key: string): void {
  const text = existsSync(file) ? readFileSync(file, "latin1") : "";
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = [
    ...(text && !text.endsWith("\n") ? [""] : []),
    "# The secret that the two boards share, made by the first build; both must be deployed with the same.",
    `PAIR_KEY=${key}`,
    ""
  ];
  // The mode is for a new file: nobody else is to read the key.
  appendFileSync(file, lines.join(end), { mode: 0o600 });
}
