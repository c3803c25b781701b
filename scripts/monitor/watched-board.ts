import { buildName } from "../console/board-state";
import type { Port } from "../console/port";
import type { Locator } from "../trace/locator";
import { locatorForBuild } from "../trace/load-locator";
import { SourceTrace } from "../trace/source-trace";
import { kindOf } from "../view/line-kind";
import { BuildQuestion } from "./build-question";
import { Connection } from "./connection";
import { ConsoleText } from "./console-text";
import { HealthCheck } from "./health";
import type { Samples } from "./panel";

export interface WatchedBoardOptions {
  port: Port;
  /** Where built scripts are, with their source maps. */
  folders: string[];
  /** A line of the console; `isAnswer` if it is for the monitor, which asked for it. */
  onLine: (text: string, isAnswer: boolean) => void;
  /** The connection's state has changed, or a trace leads to a TypeScript line, in words. */
  onNote: (text: string) => void;
}

/** One board: its connection, the lines that come, what they say of the program's sources, and how it is. */
export class WatchedBoard {
  readonly connection: Connection;
  readonly #options: WatchedBoardOptions;
  readonly #health: HealthCheck;
  readonly #build: BuildQuestion;
  /** Of what the board runs, as far as this connection has shown it. */
  #locator?: Promise<Locator | undefined>;
  #numbers = 0;
  #sampledMs?: number;

  constructor(options: WatchedBoardOptions) {
    const { port, onLine, onNote } = options;
    this.#options = options;
    const trace = new SourceTrace(
      () => (this.#locator ??= this.#findLocator()),
      (place) => onNote(`at ${place}`)
    );
    const text = new ConsoleText((printed) => {
      // The prompt stays where it is when a program prints while a line without echo comes in.
      const isAfterPrompt = printed.startsWith(">") && kindOf(printed.slice(1)) !== "other";
      const line = isAfterPrompt ? printed.slice(1) : printed;
      const isAnswer = this.#health.takes(line) || this.#build.takes(line);
      if (kindOf(line) === "number") this.#numbers++;
      onLine(line, isAnswer);
      trace.take(line);
    });
    this.connection = new Connection({
      port,
      onData: (data) => text.take(data),
      onOpen: () => {
        this.#health.reset();
        this.#build.reset();
        this.#locator = undefined;
        onNote(`${port.name} is open`);
      },
      onLost: () => {
        text.end();
        onNote(`${port.name} has closed; trying again until it is back`);
      },
      onLent: (to) => {
        text.end();
        onNote(`${port.name} is in use by ${to}; it is opened again afterwards`);
      },
      onFailed: (reason) => onNote(`${reason}; trying again until it is there`)
    });
    this.#health = new HealthCheck(this.connection);
    this.#build = new BuildQuestion(this.connection);
  }

  /** Sends a line that was typed; returns whether it is on its way. */
  type(text: string, nowMs: number): boolean {
    this.#health.onTyped(nowMs);
    this.#build.onTyped(nowMs);
    return this.connection.send(`${text}\n`);
  }

  /** What has been since the last call; and asks the board anew. */
  sample(nowMs: number): Samples {
    const seconds = (nowMs - (this.#sampledMs ?? nowMs)) / 1000;
    const numbersPerSecond = seconds > 0 ? this.#numbers / seconds : undefined;
    this.#numbers = 0;
    this.#sampledMs = nowMs;
    const { free, roundTripMs } = this.#health.latest();
    this.#health.ask(nowMs);
    return { numbersPerSecond: this.connection.isOpen ? numbersPerSecond : undefined, roundTripMs, free };
  }

  /** Asks the board what it runs; that stays so until the port is opened again. */
  async #findLocator(): Promise<Locator | undefined> {
    const { folders, onNote } = this.#options;
    const build = await this.#build.ask();
    // Without an answer, the next trace asks again.
    if (build === undefined) this.#locator = undefined;
    if (!build) return undefined;
    const locator = await locatorForBuild(build, folders);
    if (!locator) onNote(`no TypeScript lines for this trace: ${buildName(build)} is not in dist/`);
    return locator;
  }
}
