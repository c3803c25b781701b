import { EventEmitter } from "node:events";

/** The prompt and the control characters that take it away, in front of what a program prints. */
const PROMPT = /^(?:>|\r|\x1b\[J)*/;

/** A line on the console, and when it came. */
export interface Line {
  text: string;
  atMs: number;
}

/** What an interpreter prints on its console, line by line. */
export class ConsoleLines {
  readonly all: Line[] = [];
  private rest = "";
  private ended = false;
  private readonly news = new EventEmitter();

  /** Takes what was printed, in pieces of any size. */
  take(data: string): void {
    const parts = (this.rest + data).split(/\r?\n/);
    this.rest = parts.pop() ?? "";
    for (const part of parts) this.all.push({ text: part.replace(PROMPT, ""), atMs: Date.now() });
    this.news.emit("lines");
  }

  /** Waits for a line that matches `pattern`, among those from number `from` on. */
  async line(pattern: RegExp, from: number, withinMs: number): Promise<Line> {
    const deadlineMs = Date.now() + withinMs;
    for (let at = from; ; at++) {
      while (at >= this.all.length) await this.more(pattern, from, deadlineMs - Date.now(), withinMs);
      if (pattern.test(this.all[at].text)) return this.all[at];
    }
  }

  /** Nothing more will come; whoever waits need not. */
  end(): void {
    this.ended = true;
    this.news.emit("lines");
  }

  /** All lines so far that match a pattern. */
  matching(pattern: RegExp): string[] {
    return this.all.map(({ text }) => text).filter((text) => pattern.test(text));
  }

  private async more(pattern: RegExp, from: number, leftMs: number, withinMs: number): Promise<void> {
    if (leftMs <= 0 || this.ended) {
      const said = this.all.slice(from).map(({ text }) => text).join(" | ") || "nothing";
      const end = this.ended ? "before the interpreter exited" : `within ${withinMs} ms`;
      throw new Error(`expected ${pattern} ${end}; the console said: ${said}`);
    }
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.news.off("lines", done);
        resolve();
      };
      const timer = setTimeout(done, leftMs);
      this.news.on("lines", done);
    });
  }
}
