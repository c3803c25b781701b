import type { Connection } from "./connection";
import { ANSWER_MS, TYPING_MS } from "./health";

/**
 * As the question of `HealthCheck`: without an echo, and with a marker that the board puts together. A script that
 * failed before its end has set no build; then the one in flash is the one that failed.
 */
const QUESTION =
  '\x10print("<"+"BUILD "+(global.build||' +
  '(/build="([^"]*)"/.exec((require("Storage").read(".bootcde")||"").substr(-40))||["",""])[1])+">")\n';
const ANSWER = /^>?<BUILD (.*)>$/;
const BUILD = /^[ab]-[0-9a-f]{7}$/;

/** Asks a board which build it runs, over its console. */
export class BuildQuestion {
  readonly #connection: Pick<Connection, "send">;
  #typedMs = -Infinity;
  #timer?: NodeJS.Timeout;
  #onEnd?: (build: string | undefined) => void;

  constructor(connection: Pick<Connection, "send">) {
    this.#connection = connection;
  }

  /** Resolves with the build, as in `a-3f2a9c1`; "" for none of ours, undefined without an answer. One question at a time. */
  ask(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#onEnd = resolve;
      this.#send();
    });
  }

  /** Something was typed for the board, which may be the first line of more. */
  onTyped(nowMs: number): void {
    this.#typedMs = nowMs;
  }

  /** Whether the line is the answer. */
  takes(line: string): boolean {
    const answer = ANSWER.exec(line)?.[1];
    if (answer === undefined) return false;
    this.#end(BUILD.test(answer) ? answer : "");
    return true;
  }

  /** The connection in which it was asked is gone. */
  reset(): void {
    this.#end(undefined);
  }

  #send(): void {
    const leftMs = this.#typedMs + TYPING_MS - Date.now();
    if (leftMs > 0) this.#timer = setTimeout(() => this.#send(), leftMs).unref();
    else if (this.#connection.send(QUESTION))
      this.#timer = setTimeout(() => this.#end(undefined), ANSWER_MS).unref();
    else this.#end(undefined);
  }

  #end(build: string | undefined): void {
    clearTimeout(this.#timer);
    this.#onEnd?.(build);
    this.#onEnd = undefined;
  }
}
