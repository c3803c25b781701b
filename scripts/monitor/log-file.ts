import { appendFileSync, closeSync, openSync } from "node:fs";

/** So long lines may wait for the disk, and be lost with the process. */
const FLUSH_MS = 100;

const two = (value: number): string => String(value).padStart(2, "0");

/** Local time with its distance from UTC, as in `2026-03-01T12:00:00.000+01:00`. */
export function logTime(ms: number): string {
  const at = new Date(ms);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const east = -at.getTimezoneOffset();
  const zone = `${east < 0 ? "-" : "+"}${two(Math.floor(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`;
  return `${day}T${clockTime(ms)}${zone}`;
}

/** Local time of the day, as in `12:00:00.000`. */
export function clockTime(ms: number): string {
  const at = new Date(ms);
  const millis = String(at.getMilliseconds()).padStart(3, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${millis}`;
}

/**
 * A file that lines are appended to. It takes them all: while the disk is slow nothing else goes on, and
 * the boards' lines wait where they come from.
 */
export class LogFile {
  readonly #file: number;
  readonly #onFailed: (reason: string) => void;
  #waiting = "";
  #timer?: NodeJS.Timeout;
  #hasFailed = false;

  /** Throws what `openSync` throws. `onFailed` is called once, with the reason, when no more can be written. */
  constructor(name: string, onFailed: (reason: string) => void) {
    this.#file = openSync(name, "a");
    this.#onFailed = onFailed;
  }

  line(name: string, text: string, nowMs: number): void {
    if (this.#hasFailed) return;
    this.#waiting += `${logTime(nowMs)} ${name} ${text}\n`;
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  close(): void {
    this.#flush();
    this.#hasFailed = true;
    closeSync(this.#file);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#waiting;
    this.#waiting = "";
    if (this.#hasFailed || !text) return;
    try {
      appendFileSync(this.#file, text);
    } catch (error) {
      this.#hasFailed = true;
      this.#onFailed((error as Error).message);
    }
  }
}
