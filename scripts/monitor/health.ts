import type { Connection } from "./connection";

/** What a board says of itself; what it does not know is not there. */
export interface Health {
  /** In JsVars. */
  free?: number;
  /** Of the link that the board dialled; of the one that it serves if there is no other. In ms. */
  roundTripMs?: number;
}

const MARK = "<HEALTH ";

/**
 * A statement for the console. DLE (\x10) at the start of the line turns off the echo for it, and the marker
 * is put together by the board, so that no echo looks like an answer. A script that is not ours, or an older
 * one, has no `status()` or less in it.
 */
const QUESTION =
  "\x10(function(s,l){l=s.links||{};function t(k){return k&&k.up&&k.roundTripMs||undefined}" +
  "var r=t(l.client)||t(l.server);" +
  'print("<"+"HEALTH "+JSON.stringify({free:s.free===undefined?process.memory().free:s.free,roundTripMs:r})+">")' +
  "})(global.status?status():{})\n";

/** Takes away what is left of a line of which the board lost the end: it would go on with the next one. */
const CLEAR_LINE = "\x1b[2H";

/** A board that dials a peer that is gone is deaf for 9 s; a question without an answer by then is lost. */
export const ANSWER_MS = 10_000;

/** Somebody may be typing a function line by line, into which no question must get. */
export const TYPING_MS = 5000;

function isAmount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < 1e9;
}

/** Asks a board how it is, over its console, in between whatever its script prints. */
export class HealthCheck {
  #askedMs?: number;
  #typedMs = -Infinity;
  #answer?: Health;

  constructor(readonly connection: Connection) {}

  /** One question at a time. */
  ask(nowMs: number): void {
    if (nowMs - this.#typedMs < TYPING_MS) return;
    const isLost = this.#askedMs !== undefined;
    if (isLost && nowMs - (this.#askedMs as number) < ANSWER_MS) return;
    if (this.connection.send(isLost ? CLEAR_LINE + QUESTION : QUESTION)) this.#askedMs = nowMs;
  }

  /** Something was typed for the board. */
  onTyped(nowMs: number): void {
    this.#typedMs = nowMs;
  }

  /** Whether the line is an answer, which is then kept. */
  takes(line: string): boolean {
    const start = line.indexOf(MARK);
    // The prompt may stand in front of it.
    if (start < 0 || start > 1 || !line.endsWith(">")) return false;
    this.#askedMs = undefined;
    try {
      const { free, roundTripMs } = JSON.parse(line.slice(start + MARK.length, -1)) as Health;
      this.#answer = {
        free: isAmount(free) ? free : undefined,
        roundTripMs: isAmount(roundTripMs) ? roundTripMs : undefined
      };
    } catch {
      // Cut by a console that was full: the next one will be whole.
    }
    return true;
  }

  /** The answer that has come since the last call. */
  latest(): Health {
    const answer = this.#answer;
    this.#answer = undefined;
    return answer ?? {};
  }

  /** A new connection: whatever was asked in the old one is not answered any more. */
  reset(): void {
    this.#askedMs = undefined;
    this.#answer = undefined;
  }
}
