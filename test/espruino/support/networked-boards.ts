import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Status } from "../../../firmware/types/status";
import { build } from "../../../scripts/build";
import { BoardProcess, type Line } from "../../../scripts/interpreter/board-process";
import { readSettings, type BoardSettings, type Settings } from "../../../scripts/settings";
import { Arrivals } from "../../../scripts/start/arrivals";
import { Tally } from "../../../scripts/start/tally";
import { ADDRESSES, NETMASK, type Network, type Place } from "./network";
import { LEASE_FILE, NETWORK_WIFI_MODULE } from "./network-wifi";

const PLACES: Place[] = ["a", "b"];

/** What a board says of itself at the console, every half a second. */
const REPORT = `
;setInterval(function () {
  print("Status: " + JSON.stringify(Object.assign({ usage: process.memory().usage }, status())));
}, 500);
`;
const STATUS = /^Status: (.*)$/;
const STATUS_MS = 5000;

/** Prints what a WebSocket server sends, and when it came. */
const LISTENER = `
const WebSocket = require(process.argv[1]);
const socket = new WebSocket(process.argv[2]);
socket.on("message", (data) => console.log(Date.now() + " " + data));
socket.on("close", () => console.log(Date.now() + " closed"));
socket.on("error", (error) => console.log(Date.now() + " " + error));
`;

export type BoardStatus = Status & { usage: number };

/** Both boards' built scripts on real interpreters, each at a host of its own; nobody told them an address. */
export class NetworkedBoards {
  private readonly restarts: { board: Place; atMs: number }[] = [];
  private readonly listeners: ChildProcess[] = [];

  private constructor(
    readonly network: Network,
    readonly settings: Settings,
    readonly boards: Record<Place, BoardProcess>
  ) {
    for (const place of PLACES) this.setAddress(place, network.addresses[place]);
  }

  /** `change` is what differs in the settings of both boards. */
  static async build(
    espruino: string,
    network: Network,
    periodMs: number,
    change: Partial<BoardSettings> = {}
  ): Promise<NetworkedBoards> {
    const usual = readSettings("simulation", { env: { PERIOD_MS: String(periodMs) }, file: "" });
    const settings = { ...usual, a: { ...usual.a, ...change }, b: { ...usual.b, ...change } };
    const outDir = mkdtempSync(path.join(tmpdir(), "boards-"));
    try {
      const scripts = await build(settings, { outDir });
      const [a, b] = scripts.map(
        ({ board, file }) =>
          new BoardProcess(espruino, file, undefined, {
            namespace: network.namespace(board),
            wifi: NETWORK_WIFI_MODULE,
            report: REPORT
          })
      );
      return new NetworkedBoards(network, settings, { a, b });
    } finally {
      rmSync(outDir, { recursive: true, force: true });
    }
  }

  /** Starts one board, and returns how long it took until a number had come on each of the four paths, in ms. */
  async start(place: Place, withinMs: number): Promise<number> {
    const numbers = this.numbers(withinMs);
    const startedMs = this.boards[place].start();
    return (await numbers) - startedMs;
  }

  async kill(place: Place): Promise<void> {
    await this.boards[place].kill();
    this.restarts.push({ board: place, atMs: Date.now() });
  }

  /** Gives a board's network an address, or takes the network away; its `Wifi` will see. */
  setAddress(place: Place, address: string | undefined): void {
    this.network.setUp(place, address);
    const file = path.join(this.boards[place].folder, LEASE_FILE);
    if (!address) {
      rmSync(file, { force: true });
      return;
    }
    writeFileSync(`${file}.new`, JSON.stringify({ ip: address, netmask: NETMASK, gw: ADDRESSES.outside }));
    renameSync(`${file}.new`, file);
  }

  /** Waits for a number on each of the four paths from now on, and returns when the last of them came. */
  async numbers(withinMs: number): Promise<number> {
    const paths = new Tally(this.settings).paths;
    const lines = await Promise.all(
      paths.map(({ to, prefix }) => {
        const from = this.boards[to].lines.length;
        return this.boards[to].line(new RegExp(`^${prefix}\\d+$`), from, withinMs);
      })
    );
    return Math.max(...lines.map(({ atMs }) => atMs));
  }

  /** Waits for a line from now on. */
  line(place: Place, pattern: RegExp, withinMs: number): Promise<Line> {
    return this.boards[place].line(pattern, this.boards[place].lines.length, withinMs);
  }

  async status(place: Place): Promise<BoardStatus> {
    const { text } = await this.line(place, STATUS, STATUS_MS);
    return JSON.parse(STATUS.exec(text)?.[1] ?? "") as BoardStatus;
  }

  /** The JsVars that a board used, each time that it told, from line `from` on. */
  usages(place: Place, from = 0): number[] {
    return this.boards[place].lines.slice(from).flatMap(({ text }) => {
      const [, json] = STATUS.exec(text) ?? [];
      return json ? (JSON.parse(json) as BoardStatus).usage : [];
    });
  }

  /** What came on each path since the first start, and what the boards said of it. */
  arrivals(): Arrivals[] {
    const all = new Tally(this.settings).paths.map((each) => new Arrivals(each, this.settings));
    const events = [
      ...PLACES.flatMap((board) => this.boards[board].lines.map(({ text, atMs }) => ({ board, text, atMs }))),
      ...this.restarts.map((restart) => ({ ...restart, text: undefined }))
    ].sort((one, other) => one.atMs - other.atMs);
    for (const { board, text } of events)
      for (const arrivals of all) {
        if (text === undefined) arrivals.onRestart(board);
        else arrivals.onLine(board, text);
      }
    return all;
  }

  /** A further client of a board's server, at a host of its own; tells what came, and when. */
  listen(place: Place): { text: string; atMs: number }[] {
    const { port } = this.settings[place];
    const messages: { text: string; atMs: number }[] = [];
    const ws = createRequire(__filename).resolve("ws");
    const child = spawn(
      "ip",
      ["netns", "exec", this.network.outside, process.execPath, "-e", LISTENER, ws, `ws://${ADDRESSES[place]}:${port}/`],
      { stdio: ["ignore", "pipe", "ignore"] }
    );
    let rest = "";
    child.stdout.on("data", (data: Buffer) => {
      const lines = (rest + data.toString()).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) messages.push({ atMs: parseInt(line), text: line.slice(line.indexOf(" ") + 1) });
    });
    this.listeners.push(child);
    return messages;
  }

  complaints(): string[] {
    return PLACES.flatMap((place) => this.boards[place].complaints());
  }

  /** What the boards said but for numbers and their status, for a message. */
  said(): string {
    return PLACES.map((place) => {
      const lines = this.boards[place].lines.filter(({ text }) => text && !/: \d+$|^Status: /.test(text));
      return `${place}:\n${lines.map(({ text, atMs }) => `${new Date(atMs).toISOString().slice(14, 23)} ${text}`).join("\n")}`;
    }).join("\n");
  }

  async remove(): Promise<void> {
    for (const listener of this.listeners) listener.kill("SIGKILL");
    for (const place of PLACES) await this.boards[place].remove();
  }
}
