import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "../build";
import { readSettings } from "../settings";
import { BoardProcess } from "./board-process";
import { freePort } from "./free-port";
import { minified } from "./minified";

/** A board that is alone tells of its memory so often: some 6 s, in which it could have tried often. */
const ALONE_REPORTS = 20;
const ALONE_MS = 12000;

/**
 * JsVars of a board that runs its script from flash, without its peer and with it. Some 60 of them are for what
 * stands in for the built-in `Wifi`, and for the report of its memory.
 */
export interface Usage {
  alone: number;
  linked: number;
}

export interface Paths {
  /** What a board prints for a number that came to its server, and for one that came to its client. */
  server: RegExp;
  client: RegExp;
}

function pathsFrom(peerName: string): Paths {
  return {
    server: new RegExp(`^Received from ${peerName}: (\\d+)$`),
    client: new RegExp(`^Message from ${peerName} server: (\\d+)$`)
  };
}

/** Both boards' built scripts on real interpreters, that find each other on this computer. */
export class TwoBoards {
  readonly pathsTo = { a: pathsFrom("ESP32-B"), b: pathsFrom("ESP32-A") };

  private constructor(
    readonly a: BoardProcess,
    readonly b: BoardProcess,
    /** The port of board A's server. */
    readonly portOfA: number
  ) {}

  /** Builds the scripts; `stockWs` is the path of Espruino's `ws` module, for those that run on that. */
  static async build(espruino: string, periodMs: number, stockWs?: string): Promise<TwoBoards> {
    const settings = readSettings("simulation", { env: { PERIOD_MS: String(periodMs) }, file: "" });
    // Others than 81 and 82, which may be in use: the interpreter shares a port instead of saying so.
    const [portA, portB] = [await freePort(), await freePort()];
    const here = { peerHost: "127.0.0.1", peerIp: "127.0.0.1" };
    settings.a = { ...settings.a, ...here, port: portA, peerPort: portB };
    settings.b = { ...settings.b, ...here, port: portB, peerPort: portA };
    const outDir = mkdtempSync(path.join(tmpdir(), "boards-"));
    try {
      const [a, b] = await build(settings, { ws: stockWs ? "stock" : "own", outDir });
      const ws = stockWs && path.join(outDir, "ws.js");
      if (ws) writeFileSync(ws, await minified(stockWs));
      const [boardA, boardB] = [a, b].map(({ file }) => new BoardProcess(espruino, file, ws));
      return new TwoBoards(boardA, boardB, portA);
    } finally {
      rmSync(outDir, { recursive: true, force: true });
    }
  }

  async remove(): Promise<void> {
    await this.a.remove();
    await this.b.remove();
  }

  /** Starts one board, and returns how long it took until a number had come on each of the four paths, in ms. */
  async start(board: "a" | "b", withinMs: number): Promise<number> {
    const from = { a: this.a.lines.length, b: this.b.lines.length };
    const startedMs = this[board].start();
    const first = (["a", "b"] as const).flatMap((id) =>
      Object.values(this.pathsTo[id]).map((pattern) => this[id].line(pattern, from[id], withinMs))
    );
    const lines = await Promise.all(first);
    return Math.max(...lines.map(({ atMs }) => atMs)) - startedMs;
  }

  /** Waits while a board has nobody to connect to; returns how often it tried. */
  async alone(board: "a" | "b"): Promise<number> {
    const from = this[board].lines.length;
    await this.more(board, /^JsVars/, ALONE_REPORTS, ALONE_MS);
    return this[board].lines.slice(from).filter(({ text }) => /Connect failed/.test(text)).length;
  }

  /** The numbers that came to a board on one path, from line `from` on. */
  numbers(board: "a" | "b", pattern: RegExp, from = 0): number[] {
    return this[board].lines.slice(from).flatMap(({ text }) => pattern.exec(text)?.[1] ?? []).map(Number);
  }

  /** Waits for `count` further numbers on one path. */
  async more(board: "a" | "b", pattern: RegExp, count: number, withinMs: number): Promise<void> {
    let from = this[board].lines.length;
    for (let i = 0; i < count; i++) {
      const line = await this[board].line(pattern, from, withinMs);
      from = this[board].lines.indexOf(line) + 1;
    }
  }
}
