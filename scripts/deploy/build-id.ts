import { createHash } from "node:crypto";
import type { BoardId } from "../settings";

export interface StampedScript {
  /** What is uploaded. */
  text: string;
  /** As in `a-3f2a9c1`: the board, and the first 7 hexadecimal digits of the script's SHA-256. */
  build: string;
}

/**
 * Appends the statement by which a board says what it runs. At the end, not at the front: only a script that
 * ran to its end claims to run. Trailing white space goes, because in RAM each line is evaluated by itself,
 * also after an exception.
 *
 * Other characters than ASCII's are refused: the espruino CLI sends some as one byte, some as two, and
 * replaces control characters by "?".
 */
export function stamp(board: BoardId, script: string): StampedScript {
  const position = script.search(/[^\t\n\r\x20-\x7e]/);
  if (position >= 0) {
    const code = script.charCodeAt(position).toString(16).padStart(2, "0");
    throw new Error(
      `board-${board}.js: expected ASCII only, got the character 0x${code} at position ${position}; ` +
        `write it as an escape, and let the minifier do so too`
    );
  }
  const body = script.trimEnd();
  const build = `${board}-${createHash("sha256").update(script).digest("hex").slice(0, 7)}`;
  return { text: `${body}${body.endsWith(";") ? "" : ";"}global.build="${build}";\n`, build };
}
