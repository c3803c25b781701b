import type { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

/** A terminal, a pipe or a file. */
export type Output = Writable & { isTTY?: boolean; columns?: number; rows?: number };

/** What stays at the bottom of a terminal; its last row has the cursor. */
export interface Footer {
  /** Each narrower than the terminal. */
  rows: string[];
  cursorColumn: number;
}

export interface ScreenOptions {
  out: Output;
  /** Undefined where nothing can stay at the bottom: in a pipe. */
  footer?: () => Footer;
  /** What is said in place of so many rows that the output was too slow for. */
  onDropped: (count: number) => string;
  /** The output is gone, as when the other end of a pipe has closed. */
  onGone: () => void;
}

/** Between two writes: 25 frames a second look immediate, and a frame of 80 rows costs little more than one row. */
const FRAME_MS = 40;
/** So many rows wait for an output that is busy: one second of two boards at 1,000 lines a second each. */
const MAX_HELD = 2000;
/** For an output that does not take the last rows. */
const CLOSE_MS = 1000;

/**
 * Writes rows in frames, one write at a time: while the output is busy with one, rows wait, and when too
 * many do, the oldest are dropped. So what is held is bounded, and a slow terminal slows down nothing else.
 */
export class Screen {
  readonly #options: ScreenOptions;
  #held: (() => string)[] = [];
  #dropped = 0;
  #timer?: NodeJS.Timeout;
  #isWriting = false;
  #isStale = false;
  #isGone = false;
  #isClosing = false;
  #drawn?: { widths: number[]; cursorColumn: number };
  #onWritten?: () => void;

  constructor(options: ScreenOptions) {
    this.#options = options;
    const { out } = options;
    out.on("error", () => {
      this.#isGone = true;
      this.#held = [];
      this.#onWritten?.();
      options.onGone();
    });
    out.on("resize", () => this.touch());
  }

  /** Adds rows, each ended by a newline; they are made when they are written, for the width of that moment. */
  push(rows: () => string): void {
    if (this.#isGone) return;
    if (this.#held.length >= MAX_HELD) {
      // Many at once: one by one, each would move all the others.
      const count = MAX_HELD / 4;
      this.#held.splice(0, count);
      this.#dropped += count;
    }
    this.#held.push(rows);
    this.#schedule();
  }

  /** The footer has changed. */
  touch(): void {
    if (!this.#options.footer) return;
    this.#isStale = true;
    this.#schedule();
  }

  /** Writes what is held, and takes the footer away. */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#timer);
    let isLate = false;
    const deadline = setTimeout(() => {
      isLate = true;
      this.#onWritten?.();
    }, CLOSE_MS);
    if (this.#isWriting) await this.#written();
    if (!isLate) this.#write(this.#erased() + this.#taken());
    if (!isLate && this.#isWriting) await this.#written();
    clearTimeout(deadline);
    this.#isGone = true;
  }

  #written(): Promise<void> {
    return new Promise((resolve) => {
      this.#onWritten = resolve;
    });
  }

  #schedule(): void {
    if (this.#timer || this.#isWriting || this.#isGone || this.#isClosing) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#write(this.#erased() + this.#taken() + this.#footer());
    }, FRAME_MS);
  }

  #write(text: string): void {
    if (this.#isGone || !text) return;
    this.#isWriting = true;
    this.#options.out.write(text, () => {
      this.#isWriting = false;
      this.#onWritten?.();
      if (this.#held.length || this.#isStale) this.#schedule();
    });
  }

  #taken(): string {
    const held = this.#held;
    const note = this.#dropped ? this.#options.onDropped(this.#dropped) : "";
    this.#held = [];
    this.#dropped = 0;
    return note + held.map((rows) => rows()).join("");
  }

  #footer(): string {
    this.#isStale = false;
    const footer = this.#options.footer?.();
    if (!footer) return "";
    const { rows, cursorColumn } = footer;
    this.#drawn = { widths: rows.map((row) => stripVTControlCharacters(row).length), cursorColumn };
    return `${rows.join("\n")}\r${cursorColumn ? `\x1b[${cursorColumn}C` : ""}`;
  }

  /** Terminals that have become narrower wrap what they show, so the footer may have more rows by now. */
  #erased(): string {
    if (!this.#drawn) return "";
    const { widths, cursorColumn } = this.#drawn;
    const columns = this.#options.out.columns || 80;
    const above = widths.slice(0, -1).reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    const up = above + Math.floor(cursorColumn / columns);
    this.#drawn = undefined;
    return `${up ? `\x1b[${up}A` : ""}\r\x1b[J`;
  }
}
