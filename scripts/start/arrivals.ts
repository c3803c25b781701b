import type { BoardId, Settings } from "../settings";
import type { Path } from "./tally";

/**
 * One path's numbers, over restarts of either end: which of them arrived, which did not, and which the
 * receiving board says did not.
 *
 * What is missing is known between a number that arrived and the next one that did; from a restarted
 * sender also from its first number on. A restarted receiver begins with what arrives first.
 */
export class Arrivals {
  readonly arrived = new Set<string>();
  readonly missing = new Set<string>();
  readonly reported = new Set<string>();
  readonly #first: number;
  readonly #report: RegExp;
  /** The sender's starts so far: numbers of one are not those of another. */
  #life = 0;
  #next?: number;

  constructor(
    readonly path: Path,
    settings: Settings
  ) {
    const { name, first } = settings[path.from];
    this.#first = first;
    this.#report = new RegExp(`^Missing from ${name}${path.by === "server" ? " server" : ""}: (\\d+)(?: to (\\d+))? \\((\\d+)\\)$`);
  }

  /** Takes a line that a board printed; returns whether it is a number that came on this path. */
  onLine(board: BoardId, line: string): boolean {
    const { to, prefix } = this.path;
    if (board !== to) return false;
    const report = this.#report.exec(line);
    if (report) for (const number of steps(Number(report[1]), Number(report[2] ?? report[1]))) this.reported.add(this.#key(number));
    if (!line.startsWith(prefix)) return false;
    this.#onNumber(Number(line.slice(prefix.length)));
    return true;
  }

  onRestart(board: BoardId): void {
    if (board === this.path.to) this.#next = undefined;
    else if (this.#next !== undefined) this.#next = this.#first;
    if (board === this.path.from) this.#life++;
  }

  /** Whether the board told of every number that is missing, and of no other. */
  get isTold(): boolean {
    return this.missing.size === this.reported.size && [...this.missing].every((key) => this.reported.has(key));
  }

  #onNumber(number: number): void {
    this.arrived.add(this.#key(number));
    // One that comes late takes back what was said of it.
    for (const keys of [this.missing, this.reported]) keys.delete(this.#key(number));
    if (this.#next !== undefined) for (const each of steps(this.#next, number - 2)) this.missing.add(this.#key(each));
    this.#next = Math.max(this.#next ?? 0, number + 2);
  }

  #key(number: number): string {
    return `${this.#life}:${number}`;
  }
}

/** A board's numbers from one to another, both included. */
function steps(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, (to - from) / 2 + 1) }, (_, index) => from + 2 * index);
}
