import type { Status } from "../../firmware/types/status";
import { realClock, type Clock } from "../../shims/interpreter";
import type { BoardId, Settings } from "../settings";
import { Arrivals } from "./arrivals";
import { FAULTS, type Fault, type FaultName } from "./faults";
import { BOARD_IDS, sentBy, type Simulation } from "./simulation";
import { pathTitle, row, type Path } from "./tally";

/**
 * From a number on each path to the fault, from a number on each again to the end, and for that to come: so
 * long, or so many periods, whichever is longer.
 */
const BEFORE = { ms: 5000, periods: 2.5 };
const AFTER = { ms: 10000, periods: 2.5 };
const BACK = { ms: 60000, periods: 10 };
/** Without a number for so many periods, a path carries none. */
const SILENT_PERIODS = 3;

interface LinkEnd {
  board: BoardId;
  title: string;
  lostMs?: number;
  backMs?: number;
}

/**
 * A fault in a simulation: it begins 5 s after a number has come on each path; 10 s after a number has come
 * on each again, but at the latest 60 s after the fault's end, it is `over` (with long periods: later).
 */
export class FaultRun {
  readonly over: Promise<void>;
  readonly #fault: Fault;
  readonly #arrivals: Arrivals[];
  readonly #ends: LinkEnd[];
  /** When the first number came on each path: since the start, and since the fault's end. */
  readonly #first = new Map<Arrivals, number>();
  readonly #back = new Map<Arrivals, number>();
  /** When the last one came. */
  readonly #last = new Map<Arrivals, number>();
  readonly #sentBefore: Record<BoardId, Record<Path["by"], number>> = {
    a: { server: 0, client: 0 },
    b: { server: 0, client: 0 }
  };
  #startedMs: number;
  #beganMs?: number;
  #endedMs?: number;
  #stoppedMs = 0;
  #timer: unknown;
  #onOver: () => void = () => undefined;

  constructor(
    readonly name: FaultName,
    readonly simulation: Simulation,
    readonly settings: Settings,
    paths: Path[],
    /** Called with a line for both consoles. */
    readonly note: (text: string) => void,
    readonly clock: Clock = realClock
  ) {
    this.#fault = FAULTS[name];
    this.#startedMs = clock.now();
    this.#arrivals = paths.map((path) => new Arrivals(path, settings));
    this.#ends = BOARD_IDS.flatMap((board) =>
      ["Server", "Client"].map((role) => ({ board, title: `${role}: ${settings[board].peerName}` }))
    );
    this.over = new Promise((resolve) => {
      this.#onOver = resolve;
    });
  }

  onLine(board: BoardId, line: string): void {
    const nowMs = this.clock.now();
    for (const arrivals of this.#arrivals) {
      if (!arrivals.onLine(board, line)) continue;
      this.#last.set(arrivals, nowMs);
      if (this.#isNew(this.#first, arrivals, nowMs)) this.#after(BEFORE, this.#begin.bind(this));
      if (this.#endedMs !== undefined && this.#isNew(this.#back, arrivals, nowMs)) this.#after(AFTER, this.#onOver);
    }
    if (this.#beganMs === undefined) return;
    for (const end of this.#ends) {
      if (end.board !== board || !line.startsWith(end.title)) continue;
      if (line.startsWith(`${end.title} lost`)) end.lostMs ??= nowMs;
      else if (line === `${end.title} connected`) end.backMs = nowMs;
    }
  }

  /** The boards are about to be stopped. */
  stop(): void {
    this.#stoppedMs = this.clock.now();
    this.clock.clearTimeout(this.#timer);
  }

  /**
   * When each end of the links was lost and back, and what is missing, against what the boards told; `status`
   * is theirs at the end. It is well when every path carries numbers again and all that is missing was told.
   */
  summary(status: Record<BoardId, Pick<Status, "sent">>): { lines: string[]; ok: boolean } {
    const { name, settings } = this;
    const endedMs = this.#endedMs;
    if (endedMs === undefined) return { lines: [`${name}: the run ended before the fault was over.`], ok: false };
    const silentMs = this.#stoppedMs - SILENT_PERIODS * settings.a.periodMs;
    const isBack = this.#arrivals.every((each) => this.#back.has(each) && (this.#last.get(each) ?? 0) > silentMs);
    const untold = this.#arrivals.filter(({ isTold }) => !isTold);
    const after = (ms: number | undefined): string => (ms === undefined ? "-" : `${((ms - endedMs) / 1000).toFixed(1)} s`);
    const lines = [
      `${name}, ${this.#time(this.#beganMs)} to ${this.#time(endedMs)}: ${this.#fault.description}`,
      "",
      row("Link", "lost", "back"),
      ...this.#ends.map(({ board, title, lostMs, backMs }) =>
        row(`${settings[board].name}'s ${title.split(":")[0].toLowerCase()}`, this.#time(lostMs), this.#time(backMs))
      ),
      "",
      row("Path", "sent", "arrived", "missing", "reported", "again"),
      ...this.#arrivals.map((each) => {
        const { path, arrived, missing, reported } = each;
        const sent = this.#sentBefore[path.from][path.by] + status[path.from].sent[path.by];
        return row(pathTitle(path, settings), sent, arrived.size, missing.size, reported.size, after(this.#back.get(each)));
      }),
      "Missing are the numbers between others that arrived; those that no link took were not sent.",
      "Again: the first number after the fault's end.",
      isBack ? "Every path carries numbers again." : "Not every path carries numbers again.",
      untold.length
        ? `The boards did not tell which numbers are missing: ${untold.map(({ path }) => pathTitle(path, settings)).join("; ")}.`
        : "The boards told of every number that is missing, and of no other."
    ];
    return { lines, ok: isBack && !untold.length };
  }

  /** Whether it is the first time for this path, and now has been for all. */
  #isNew(times: Map<Arrivals, number>, arrivals: Arrivals, nowMs: number): boolean {
    if (times.has(arrivals)) return false;
    times.set(arrivals, nowMs);
    return times.size === this.#arrivals.length;
  }

  #begin(): void {
    const { restarts, lastsMs, description } = this.#fault;
    this.#beganMs = this.clock.now();
    this.note(`--- ${this.name}: ${description}`);
    if (restarts) {
      const { sent } = sentBy(this.simulation.boards[restarts]);
      this.#sentBefore[restarts] = { server: sent.server, client: sent.client };
      for (const arrivals of this.#arrivals) arrivals.onRestart(restarts);
    }
    this.#fault.begin(this.simulation);
    if (lastsMs) this.#after({ ms: lastsMs, periods: 0 }, this.#end.bind(this));
    else this.#end();
  }

  #end(): void {
    this.#fault.end?.(this.simulation);
    this.#endedMs = this.clock.now();
    if (this.#fault.lastsMs) this.note(`--- ${this.name} is over`);
    this.#after(BACK, this.#onOver);
  }

  #after({ ms, periods }: typeof BEFORE, action: () => void): void {
    this.clock.clearTimeout(this.#timer);
    this.#timer = this.clock.setTimeout(action, Math.max(ms, periods * this.settings.a.periodMs));
  }

  #time(ms: number | undefined): string {
    return ms === undefined ? "-" : new Date(ms - this.#startedMs).toISOString().slice(14, 21);
  }
}
