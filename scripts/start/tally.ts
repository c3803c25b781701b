import type { Status } from "../../firmware/types/status";
import type { BoardId, Settings } from "../settings";

/** One of the four ways that a number takes: from a board's server or client to the other board. */
export interface Path {
  from: BoardId;
  to: BoardId;
  by: "server" | "client";
  /** What the receiving board prints in front of the number. */
  prefix: string;
  arrived: Set<number>;
}

export interface PathCount {
  path: Path;
  sent: number;
  missing: number;
}

/** Counts on each path what arrives, from the lines that the boards print. */
export class Tally {
  readonly paths: Path[];

  constructor(settings: Settings) {
    const path = (from: BoardId, to: BoardId, by: Path["by"]): Path => {
      const name = settings[from].name;
      const prefix = by === "server" ? `Message from ${name} server: ` : `Received from ${name}: `;
      return { from, to, by, prefix, arrived: new Set() };
    };
    this.paths = [path("a", "b", "server"), path("a", "b", "client"), path("b", "a", "server"), path("b", "a", "client")];
  }

  onLine(board: BoardId, line: string): void {
    for (const { to, prefix, arrived } of this.paths)
      if (to === board && line.startsWith(prefix)) arrived.add(Number(line.slice(prefix.length)));
  }

  /** Against what the boards say that they sent. */
  counts(status: Record<BoardId, Pick<Status, "sent">>): PathCount[] {
    return this.paths.map((path) => {
      const sent = status[path.from].sent[path.by];
      return { path, sent, missing: Math.max(0, sent - path.arrived.size) };
    });
  }
}

/** Whether on every path numbers were sent and all of them arrived. */
export function isComplete(counts: PathCount[]): boolean {
  return counts.every(({ sent, missing }) => sent > 0 && missing === 0);
}

export function pathTitle({ from, to, by }: Path, settings: Settings): string {
  return `${settings[from].name}'s ${by} to ${settings[to].name}'s ${by === "server" ? "client" : "server"}`;
}

/** A row of a summary's tables. */
export function row(name: string, ...cells: (string | number)[]): string {
  return name.padEnd(38) + cells.map((cell) => String(cell).padStart(9)).join("");
}

/** The counts as a table, and what they come to in a sentence. */
export function formatSummary(counts: PathCount[], settings: Settings): string[] {
  const missing = counts.reduce((sum, count) => sum + count.missing, 0);
  const silent = counts.some(({ sent }) => sent === 0);
  return [
    row("Path", "sent", "arrived", "missing"),
    ...counts.map(({ path, sent, missing }) => row(pathTitle(path, settings), sent, path.arrived.size, missing)),
    missing
      ? `${missing} ${missing === 1 ? "number is" : "numbers are"} missing.`
      : silent
        ? "Not every path carried a number yet: run it longer."
        : "No number is missing."
  ];
}
