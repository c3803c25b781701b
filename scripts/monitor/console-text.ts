import { stripVTControlCharacters } from "node:util";

/** A line that has no end by then is taken in pieces. */
const MAX_LINE_CHARACTERS = 1000;

/**
 * Takes lines out of what a board's console sends, in whatever pieces it comes.
 *
 * The console has a prompt, which it takes away with `\r\x1b[J` for what the program prints, and puts back
 * behind it (`jsinteractive.c`: `jsiConsoleRemoveInputLine`). The echo of a statement keeps its `>`.
 */
export class ConsoleText {
  readonly #decoder = new TextDecoder();
  #rest = "";

  constructor(readonly onLine: (text: string) => void) {}

  take(bytes: Uint8Array): void {
    const parts = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#rest = parts.pop() ?? "";
    for (const part of parts) this.#emit(part);
    while (this.#rest.length > MAX_LINE_CHARACTERS) {
      this.#emit(this.#rest.slice(0, MAX_LINE_CHARACTERS));
      this.#rest = this.#rest.slice(MAX_LINE_CHARACTERS);
    }
  }

  /** The connection has ended: what has come of a line is all of it. */
  end(): void {
    const rest = shownOf(this.#rest + this.#decoder.decode());
    this.#rest = "";
    if (rest !== "" && rest !== ">") this.onLine(rest);
  }

  #emit(part: string): void {
    const text = shownOf(part);
    for (let at = 0; at === 0 || at < text.length; at += MAX_LINE_CHARACTERS)
      this.onLine(text.slice(at, at + MAX_LINE_CHARACTERS));
  }
}

/** What a terminal would show of a line in the end, without colours and other control characters. */
function shownOf(part: string): string {
  // Most lines: nothing to take away.
  if (/^[^\0-\x1f\x7f-\x9f]*\r?$/.test(part)) return part.trimEnd();
  const kept = part.slice(part.lastIndexOf("\x1b[J") + 1).replace(/^\[J/, "").replace(/\r+$/, "");
  return stripVTControlCharacters(kept.slice(kept.lastIndexOf("\r") + 1))
    .replace(/\t/g, "  ")
    .replace(/[\0-\x1f\x7f-\x9f]/g, "")
    .trimEnd();
}
