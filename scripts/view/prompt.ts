import { createInterface, type Interface } from "node:readline";
import { Transform, Writable, type Readable } from "node:stream";

/** A terminal's keyboard, or any other input. */
export type Input = Readable & { isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };

export interface PromptOptions<Target> {
  input: Input;
  targets: Target[];
  onLine: (target: Target, text: string) => void;
  /** What the prompt shows has changed. */
  onChange: () => void;
  /** Ctrl-C or Ctrl-D. */
  onEnd: () => void;
}

/**
 * A line that is typed in a terminal, for one of several targets; Tab goes to the next one. Node's readline
 * does the editing and keeps the history, but draws into nothing: the line is one row among others that
 * come and go.
 */
export class Prompt<Target> {
  readonly #options: PromptOptions<Target>;
  readonly #keys: Transform;
  readonly #lines: Interface;
  #index = 0;
  #isClosed = false;

  constructor(options: PromptOptions<Target>) {
    this.#options = options;
    const { input } = options;
    const keys = Object.assign(
      new Transform({
        transform(chunk: Buffer, _encoding, done) {
          const keys = withoutPastedTabs(chunk.toString("latin1"));
          const rest = keys.replace(/^\t+/, "");
          // For readline a Tab is a key only at the end of what comes at once.
          for (let i = rest.length; i < keys.length; i++) this.push("\t");
          done(null, Buffer.from(rest, "latin1"));
        }
      }),
      { setRawMode: (isRaw: boolean) => input.setRawMode?.(isRaw) }
    );
    this.#keys = keys;
    this.#lines = createInterface({
      input: keys,
      output: new Writable({ write: (_chunk, _encoding, done) => done() }),
      terminal: true,
      historySize: 100,
      completer: () => {
        this.#index = (this.#index + 1) % options.targets.length;
        options.onChange();
        return [[], ""];
      }
    });
    this.#lines.on("line", (text) => options.onLine(this.target, text));
    this.#lines.on("SIGINT", () => options.onEnd());
    // Ctrl-Z would stop this process alone, and npm in front of it go on holding the terminal.
    this.#lines.on("SIGTSTP", () => undefined);
    this.#lines.on("close", () => {
      if (!this.#isClosed) options.onEnd();
    });
    // After readline's own listener, so what it did is seen.
    keys.on("keypress", () => options.onChange());
    input.on("error", options.onEnd);
    input.pipe(keys);
  }

  get target(): Target {
    return this.#options.targets[this.#index];
  }

  /**
   * What is typed, as far as `size` characters hold it, and where the cursor is in that. A line that is
   * longer is shown around the cursor.
   */
  visible(size: number): { text: string; cursor: number } {
    const { line, cursor } = this.#lines;
    const from = Math.max(0, cursor - size + 1);
    const text = line.slice(from, from + size).replace(/[\0-\x1f\x7f-\x9f]/g, "·");
    return { text, cursor: cursor - from };
  }

  /** Gives the terminal back as it was. */
  close(): void {
    this.#isClosed = true;
    this.#options.input.unpipe(this.#keys);
    this.#lines.close();
    this.#options.input.pause();
  }
}

/**
 * A Tab in the middle of what came at once, or anywhere in several lines of it, was pasted: it is white space.
 * It must not send the rest to another board, and not reach one, whose console would complete names at it.
 */
function withoutPastedTabs(keys: string): string {
  const isPasted = /[\r\n]./s.test(keys);
  return keys.replace(isPasted ? /\t/g : /(?<=[^\t])\t+(?=[^\t])/g, "  ");
}
