import { styleText } from "node:util";
import type { BoardId } from "../settings";
import { kindOf, marked, STYLES, type Style } from "./line-kind";

export const COLOURS = { a: "cyan", b: "yellow" } as const;
const LEAST_SIZE = 20;

export interface ColumnsOptions {
  /** From left to right. */
  boards: BoardId[];
  coloured: boolean;
  /** Characters in a row, asked for each row. */
  width: () => number;
  /** What stands in front of a line; always of the same length. */
  time: (nowMs: number) => string;
}

/**
 * The boards' consoles side by side: each line is a row of its own, with the time in front of it, so that
 * the order is seen as well. A line that is too long goes on in the next row. All results end with a newline.
 */
export class Columns {
  readonly #options: ColumnsOptions;
  readonly #indent: string;

  constructor(options: ColumnsOptions) {
    this.#options = options;
    this.#indent = " ".repeat(options.time(0).length + 1);
  }

  /** A line of a board's console. */
  line(board: BoardId, text: string, nowMs: number): string {
    const kind = kindOf(text);
    return this.#rows({ [board]: marked(text, kind) }, this.#options.time(nowMs) + " ", STYLES[kind]);
  }

  /** What is said about a board, not by it. */
  note(board: BoardId, text: string, nowMs: number): string {
    return this.#rows({ [board]: `-- ${text}` }, this.#options.time(nowMs) + " ", "dim");
  }

  /** A text for each column, without a time. */
  all(texts: Partial<Record<BoardId, string>>): string {
    return this.#rows(texts, this.#indent);
  }

  /** A style, where there are colours. */
  paint(style: Style, text: string): string {
    return this.#options.coloured && text ? styleText(style, text, { validateStream: false }) : text;
  }

  #rows(texts: Partial<Record<BoardId, string>>, time: string, style?: Style): string {
    const { boards, width } = this.#options;
    const size = Math.max(LEAST_SIZE, Math.floor((width() - time.length - 3 * (boards.length - 1)) / boards.length));
    const cut = boards.map((board) => pieces(texts[board] ?? "", size));
    const count = Math.max(...cut.map(({ length }) => length));
    let rows = "";
    for (let i = 0; i < count; i++) {
      const cells = boards.map((board, column) => {
        const piece = cut[column][i] ?? "";
        const isLast = column === boards.length - 1;
        return this.paint(style ?? COLOURS[board], piece) + (isLast ? "" : " ".repeat(size - [...piece].length));
      });
      rows += `${this.paint("dim", i === 0 ? time : this.#indent)}${cells.join(" | ")}`.trimEnd() + "\n";
    }
    return rows;
  }
}

/** Cut between words, where there are any. */
function pieces(text: string, size: number): string[] {
  if (text.length <= size) return [text];
  const cut = text.match(new RegExp(`.{1,${size}}(?=\\s|$)|.{1,${size}}`, "gsu")) ?? [""];
  return cut.map((piece, i) => (i ? piece.trimStart() : piece));
}
