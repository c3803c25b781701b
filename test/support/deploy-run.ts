import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Deadlines } from "../../scripts/deploy/deploy-board";
import { run, type RunContext } from "../../scripts/deploy/run";
import type { BoardId, Settings } from "../../scripts/settings";
import type { SimulatedBoardOptions } from "../../shims/board";
import type { ConsoleFault } from "../../shims/console";
import type { FlashFault } from "../../shims/flash";
import { ACCESS_POINT, type ConsoleBoard, type ConsoleBoards } from "./console-boards";

export const OLD_BUILD = "a-0000000";
export const OLD_SCRIPT = `global.build="${OLD_BUILD}";`;

/**
 * As the firmware: it leaves what the board had joined, joins the network, says what became of that, and chats. Long enough to be cut into
 * pieces, and with characters that have to be escaped.
 */
export function scriptOf(ssid: string, password: string): string {
  return (
    `var text="${'a board\'s script \\\\ \\" '.repeat(60)}",address="",lost="",wifi=require("Wifi");` +
    `function join(){wifi.connect("${ssid}",{password:"${password}"},function(e){if(!e)address=wifi.getIP().ip})}` +
    'wifi.disconnect();setTimeout(function(){wifi.on("disconnected",function(d){lost=d.msg+" ("+d.reason+")";' +
    'print("WiFi: "+lost+"; next try in 10 ms");setTimeout(join,10)});join()},10);' +
    "global.status=function(){return{address:address,wifi:lost}};" +
    'setInterval(function(){print("Received from ESP32-B: "+text.length)},50);\n'
  );
}
export const SCRIPT = scriptOf(ACCESS_POINT.ssid, ACCESS_POINT.password);

const deadlines: Deadlines = {
  connectMs: 2000,
  answerMs: 10_000,
  uploadMs: 60_000,
  settleMs: 15_000,
  joinMs: 10_000,
  repeatMs: 200
};

export interface DeployChange extends Partial<Omit<RunContext, "deadlines">> {
  deadlines?: Partial<Deadlines>;
  serial?: Settings["serial"];
}

export interface DeployResult {
  code: number;
  out: string[];
  err: string;
}

/**
 * Runs the command in this process, on `SCRIPT` or scripts that a test writes, with deadlines that suit one.
 */
export class DeployRun {
  /** How often it built. */
  builds = 0;
  /** What a build comes to. */
  readonly scripts: Record<BoardId, string> = { a: SCRIPT, b: SCRIPT };
  readonly #folder = mkdtempSync(path.join(tmpdir(), "deploy-"));

  /** Removes the folder of the builds; throws if something was left over in it. */
  remove(): void {
    const left = readdirSync(this.#folder);
    rmSync(this.#folder, { recursive: true });
    if (left.length) throw new Error(`left over in the folder of the builds: ${left.join(", ")}`);
  }

  /** Deploys to a board on which an old build runs. */
  async deployTo(
    boards: ConsoleBoards,
    { faults = [], flash, ...options }: Partial<SimulatedBoardOptions> & { faults?: ConsoleFault[]; flash?: FlashFault },
    { argv = [], ...change }: DeployChange & { argv?: string[] } = {}
  ): Promise<DeployResult & { board: ConsoleBoard }> {
    const board = await boards.add({ script: OLD_SCRIPT, ...options }, ...faults);
    if (flash) board.board.flash.faults.add(flash);
    return { ...(await this.deploy(["--board", "a", "--port", board.name, ...argv], change)), board };
  }

  async deploy(argv: string[], { deadlines: changed, serial = {}, ...context }: DeployChange = {}): Promise<DeployResult> {
    const out: string[] = [];
    const err: string[] = [];
    const board = (name: string, port: number) => ({ name, port, ssid: ACCESS_POINT.ssid }) as Settings["a"];
    const code = await run(argv, {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      until: () => Promise.resolve(),
      deadlines: { ...deadlines, ...changed },
      readSettings: () => ({ a: board("ESP32-A", 81), b: board("ESP32-B", 82), network: "router", serial, warnings: [] }),
      build: async () => {
        this.builds++;
        return (["a", "b"] as const).map((id) => {
          const code = this.scripts[id];
          return { board: id, file: path.join(this.#folder, `board-${id}.js`), code, map: "", bytes: code.length };
        });
      },
      ...context
    });
    return { code, out, err: err.join("\n") };
  }
}
