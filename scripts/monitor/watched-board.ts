import type { Port } from "../console/port";
import { kindOf } from "../view/line-kind";
import { Connection } from "./connection";
import { ConsoleText } from "./console-text";
import { HealthCheck } from "./health";
import type { Samples } from "./panel";

export interface WatchedBoardOptions {
  port: Port;
  /** A line of the console; `isAnswer` if it was asked for by `sample()`. */
  onLine: (text: string, isAnswer: boolean) => void;
  /** The connection's state has changed, in words. */
  onNote: (text: string) => void;
}

/** One board: its connection, the lines that come, and how it is. */
export class WatchedBoard {
  readonly connection: Connection;
  readonly #health: HealthCheck;
  #numbers = 0;
  #sampledMs?: number;

  constructor({ port, onLine, onNote }: WatchedBoardOptions) {
    const text = new ConsoleText((printed) => {
      // The prompt stays where it is when a program prints while a line without echo comes in.
      const isAfterPrompt = printed.startsWith(">") && kindOf(printed.slice(1)) !== "other";
      const line = isAfterPrompt ? printed.slice(1) : printed;
      const isAnswer = this.#health.takes(line);
      if (kindOf(line) === "number") this.#numbers++;
      onLine(line, isAnswer);
    });
    this.connection = new Connection({
      port,
      onData: (data) => text.take(data),
      onOpen: () => {
        this.#health.reset();
        onNote(`${port.name} is open`);
      },
      onLost: () => {
        text.end();
        onNote(`${port.name} has closed; trying again until it is back`);
      },
      onFailed: (reason) => onNote(`${reason}; trying again until it is there`)
    });
    this.#health = new HealthCheck(this.connection);
  }

  /** Sends a line that was typed; returns whether it is on its way. */
  type(text: string, nowMs: number): boolean {
    this.#health.onTyped(nowMs);
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
}
