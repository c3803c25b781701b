/** What a character that comes in leads to. */
export interface Taken {
  /** What the console shows of it. */
  echo: string;
  /** A line that is to run; `silent` when it began with DLE. */
  line?: { code: string; silent: boolean };
  /** Ctrl-C: what was typed is gone. */
  cancelled?: boolean;
}

const CTRL_C = "\x03";
const DLE = "\x10";
const ESC = "\x1b";
const CLEAR_LINE = "\x1b[2H";

/** Strings, comments and regular expressions, in which brackets do not count. */
const LITERALS =
  /"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`|\/\/[^\n]*|\/\*[^]*?\*\/|(?<=(?:^|[=(,:;!&|?{}[])\s*)\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\n\\[])+\//g;

/** Whether a line goes on in the next one: by a bracket, a comment or a template that is open (`jsiCountBracketsInInput`). */
function isOpen(code: string): boolean {
  const rest = code.replace(LITERALS, " ");
  let depth = 0;
  for (const char of rest) {
    if ("([{".includes(char)) depth++;
    if (")]}".includes(char) && --depth < 0) return false;
  }
  return depth > 0 || /\/\*|`/.test(rest);
}

/**
 * The line that is being typed at Espruino's console: DLE at its start turns the echo off, Alt-Enter
 * (ESC and a line feed) goes on in a new line, Ctrl-C and `ESC [ 2 H` clear it. The other sequences of a
 * terminal, and the debugger's line number (`ESC [ 12 d`), are passed over.
 */
export class ConsoleInput {
  #text = "";
  #silent = false;
  /** The sequence that has begun. */
  #escape = "";
  /** The character before was a CR. */
  #hadCr = false;

  /** What was typed, as it stands on the screen. */
  get text(): string {
    return this.#silent ? "" : this.#text;
  }

  get length(): number {
    return this.text.length;
  }

  take(char: string): Taken {
    const hadCr = this.#hadCr;
    this.#hadCr = char === "\r";
    // CR and LF together are one end of a line.
    if (hadCr && char === "\n") return { echo: "" };
    if (char === CTRL_C) {
      this.#clear();
      return { echo: "", cancelled: true };
    }
    if (this.#escape) return this.#goOn(char);
    if (char === ESC) {
      this.#escape = ESC;
      return { echo: "" };
    }
    if (char === DLE && !this.#text) {
      this.#silent = true;
      return { echo: "" };
    }
    if (char === "\n" || char === "\r") return this.#enter();
    if (char === "\b" || char === "\x7f") {
      const echo = this.#silent || !this.#text ? "" : "\b \b";
      this.#text = this.#text.slice(0, -1);
      return { echo };
    }
    if (char < " " && char !== "\t") return { echo: "" };
    return this.#add(char);
  }

  #add(char: string): Taken {
    this.#text += char;
    return { echo: this.#silent ? "" : char };
  }

  /** A sequence: ESC and a line feed, or ESC, [, and so on up to a letter. */
  #goOn(char: string): Taken {
    this.#escape += char;
    if (char === "\n") {
      this.#escape = "";
      this.#text += "\n";
      return { echo: this.#silent ? "" : "\r\n:" };
    }
    const isWhole = this.#escape.length > 2 ? /[@-~]/.test(char) : char !== "[";
    const clears = this.#escape === CLEAR_LINE;
    if (clears) this.#clear();
    else if (isWhole) this.#escape = "";
    return clears ? { echo: "", cancelled: true } : { echo: "" };
  }

  #enter(): Taken {
    if (isOpen(this.#text)) {
      this.#text += "\n";
      return { echo: this.#silent ? "" : "\r\n:" };
    }
    const line = { code: this.#text, silent: this.#silent };
    this.#clear();
    return { echo: line.silent ? "" : "\r\n", line };
  }

  #clear(): void {
    this.#text = "";
    this.#silent = false;
    this.#escape = "";
  }
}
