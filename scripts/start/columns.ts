import { styleText } from "node:util";
import type { BoardId } from "../settings";

const TIME = "00:00.000 ";
const COLOURS = { a: "cyan", b: "yellow" } as const;

export interface ColumnsOptions {
  write: (text: string) => void;
  coloured: boolean;
  /** Characters in a row. */
  width: number;
}

function pieces(text: string, size: number): string[] {
  return text.match(new RegExp(`.{1,${size}}`, "gsu")) ?? [""];
}

/**
 * Both boards' consoles side by side: each line is a row of its own, with the time since the start in
 * front of it, so that the order is seen as well. A line that is too long goes on in the next row.
 */
export class Columns {
  readonly #options: ColumnsOptions;
  readonly #startedMs: number;
  readonly #size: number;

  constructor(options: ColumnsOptions, startedMs: number) {
    this.#options = options;
    this.#startedMs = startedMs;
    this.#size = Math.max(20, (options.width - TIME.length - " | ".length) >> 1);
  }

  line(board: BoardId, text: string, nowMs: number): void {
    const elapsed = new Date(Math.max(0, nowMs - this.#startedMs)).toISOString();
    let time = elapsed.slice(14, 23) + " ";
    for (const piece of pieces(text, this.#size)) {
      this.#row(time, board === "a" ? piece : "", board === "b" ? piece : "");
      time = " ".repeat(TIME.length);
    }
  }

  /** A row with a text in both columns. */
  both(a: string, b: string): void {
    const left = pieces(a, this.#size);
    const right = pieces(b, this.#size);
    for (let i = 0; i < Math.max(left.length, right.length); i++)
      this.#row(" ".repeat(TIME.length), left[i] ?? "", right[i] ?? "");
  }

  #row(time: string, a: string, b: string): void {
    const left = this.#paint(COLOURS.a, a) + " ".repeat(this.#size - [...a].length);
    this.#options.write(`${this.#paint("dim", time)}${left} | ${this.#paint(COLOURS.b, b)}`.trimEnd() + "\n");
  }

  #paint(style: Parameters<typeof styleText>[0], text: string): string {
    return this.#options.coloured && text ? styleText(style, text, { validateStream: false }) : text;
  }
}
