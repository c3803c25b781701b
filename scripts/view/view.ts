import type { BoardId } from "../settings";
import { COLOURS, Columns } from "./columns";
import { Prompt, type Input } from "./prompt";
import { Screen, type Footer, type Output } from "./screen";

export interface ViewOptions {
  out: Output;
  /** Lines are typed into it, if both are a terminal. */
  input?: Input;
  boards: BoardId[];
  /** What is above a board's column. */
  title: (board: BoardId) => string;
  /** What stands in front of what is typed for a board. */
  promptOf: (board: BoardId) => string;
  /** What stands in front of a line; always of the same length. */
  time: (nowMs: number) => string;
  /** Where the rows are that were not shown because the output was too slow, for the row that says so. */
  droppedAre: string;
  /** More rows at the bottom, under the consoles. */
  panel?: (columns: Columns, width: number, height: number) => string[];
  onTyped: (board: BoardId, text: string) => void;
  /** Ctrl-C in a terminal, or an output that is gone. */
  onEnd: () => void;
}

const PIPE_COLUMNS = 100;

/** Whether an output can be painted and drawn over. */
export function isTerminal(out: Output): boolean {
  return !!out.isTTY && process.env.TERM !== "dumb";
}

/**
 * The boards' consoles, in a terminal or in a pipe. A terminal has at its bottom the boards' names and the
 * line that is typed, with the consoles scrolling by above, also out into the terminal's own history.
 */
export class View {
  readonly #options: ViewOptions;
  readonly #columns: Columns;
  readonly #screen: Screen;
  readonly #prompt?: Prompt<BoardId>;

  constructor(options: ViewOptions) {
    this.#options = options;
    const { out, input, boards, time } = options;
    const isLive = isTerminal(out);
    // Node makes the process wait for a terminal that is slow, and the boards' lines with it.
    if (isLive) setBlocking(out, false);
    this.#columns = new Columns({
      boards,
      coloured: !!out.isTTY && !process.env.NO_COLOR,
      width: () => out.columns || PIPE_COLUMNS,
      time
    });
    this.#screen = new Screen({
      out,
      footer: isLive ? () => this.#footer() : undefined,
      onDropped: (count) =>
        this.#columns.paint(
          ["bold", "inverse"],
          `-- ${count.toLocaleString("en")} lines not shown: the output is slower than the boards; ${options.droppedAre}`
        ) + "\n",
      onGone: options.onEnd
    });
    if (isLive && input?.isTTY)
      this.#prompt = new Prompt({
        input,
        targets: boards,
        onLine: options.onTyped,
        onChange: () => this.#screen.touch(),
        onEnd: options.onEnd
      });
    this.#screen.touch();
  }

  /** A line that a board printed. */
  line(board: BoardId, text: string, nowMs: number): void {
    this.#screen.push(() => this.#columns.line(board, text, nowMs));
  }

  /** What is said about a board, not by it. */
  note(board: BoardId, text: string, nowMs: number): void {
    this.#screen.push(() => this.#columns.note(board, text, nowMs));
    this.#screen.touch();
  }

  /** The titles as a row; a terminal has them at its bottom besides. */
  titles(): void {
    this.#screen.push(() => this.#columns.all(this.#titles()));
    this.#screen.touch();
  }

  /** What stands at the bottom has changed. */
  touch(): void {
    this.#screen.touch();
  }

  /** Writes what waits, and gives the terminal back. */
  async close(): Promise<void> {
    this.#prompt?.close();
    await this.#screen.close();
    setBlocking(this.#options.out, true);
  }

  #titles(): Partial<Record<BoardId, string>> {
    return Object.fromEntries(this.#options.boards.map((board) => [board, this.#options.title(board)]));
  }

  #footer(): Footer {
    const { out, panel } = this.#options;
    const width = (out.columns || 80) - 1;
    const titles = this.#columns.all(this.#titles()).split("\n").slice(0, -1);
    const rows = [...titles, ...(panel?.(this.#columns, width, out.rows || 24) ?? [])];
    if (!this.#prompt) return { rows: [...rows, ""], cursorColumn: 0 };
    const board = this.#prompt.target;
    const label = `${this.#options.promptOf(board)}> `.slice(0, width - 1);
    const { text, cursor } = this.#prompt.visible(width - label.length);
    const hint = text ? "" : this.#hint().slice(0, Math.max(0, width - label.length - 1));
    const prompt = this.#columns.paint(["bold", COLOURS[board]], label);
    return {
      rows: [...rows, `${prompt}${text}${hint && ` ${this.#columns.paint("dim", hint)}`}`],
      cursorColumn: label.length + cursor
    };
  }

  #hint(): string {
    const switching = this.#options.boards.length > 1 ? "Tab: the other board, " : "";
    return `${switching}Ctrl-C: end`;
  }
}

function setBlocking(out: Output, isBlocking: boolean): void {
  (out as { _handle?: { setBlocking?: (isBlocking: boolean) => void } })._handle?.setBlocking?.(isBlocking);
}
