import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConsoleLines, type Line } from "./console-lines";
import { WIFI_MODULE } from "./wifi-module";

export type { Line };

/**
 * Has a script tell how much memory it uses. It is not asked for on the console, as the interpreter's
 * Linux build loses characters there now and then.
 */
const REPORT = `\n;setInterval(function () { print("JsVars: " + process.memory().usage); }, 300);\n`;
/** For a report to come. */
const REPORT_MS = 5000;

/** A module that the board has not built in, as the command-line tool puts it in front of a script. */
function inFlash(name: string, source: string): string {
  return `Modules.addCached("${name}",function(){${source}\n});\n`;
}

/** Where a board runs, if not in the network of this computer. */
export interface BoardPlace {
  /** A network namespace. */
  namespace?: string;
  /** The source of its `Wifi` module. */
  wifi?: string;
  /** What is added to its script. */
  report?: string;
}

/** For the script to get into flash. */
const INSTALL_MS = 5000;

/**
 * A built script on the real interpreter, which can be killed and started again like a board. As on a
 * board that it was deployed to, it is in flash (here a file) and runs at every start; from there its
 * functions run without a copy in JsVars.
 */
export class BoardProcess {
  private readonly console = new ConsoleLines();
  /** All lines since the first start. */
  readonly lines: Line[] = this.console.all;
  readonly folder = mkdtempSync(path.join(tmpdir(), "board-"));
  private child?: ChildProcess;
  private exited: Promise<unknown> = Promise.resolve();

  /** `stockWs` is the path of Espruino's `ws` module, for a script that asks for it. */
  constructor(
    private readonly espruino: string,
    script: string,
    stockWs?: string,
    private readonly place: BoardPlace = {}
  ) {
    const modules = inFlash("Wifi", place.wifi ?? WIFI_MODULE) + (stockWs ? inFlash("ws", readFileSync(stockWs, "latin1")) : "");
    this.install(modules + readFileSync(script, "latin1") + (place.report ?? REPORT));
  }

  /** Starts the board; returns when, in ms. */
  start(): number {
    // Its console is its standard input; from one that has ended, the interpreter reads garbage.
    const { namespace } = this.place;
    const [command, ...args] = namespace ? ["ip", "netns", "exec", namespace, this.espruino] : [this.espruino];
    const child = spawn(command, args, { cwd: this.folder, stdio: ["pipe", "pipe", "ignore"] });
    this.exited = new Promise((resolve) => child.once("close", resolve));
    child.once("error", (error) => this.console.take(`${error}\n`));
    child.stdin.on("error", () => {});
    child.stdout.setEncoding("latin1").on("data", (data: string) => this.console.take(data));
    this.child = child;
    return Date.now();
  }

  /** Ends it at once, as if its power was cut; the computer's TCP stack tells the peers, though. */
  async kill(): Promise<void> {
    this.child?.kill("SIGKILL");
    await this.exited;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Has it stand still, and go on. */
  freeze(on: boolean): void {
    this.child?.kill(on ? "SIGSTOP" : "SIGCONT");
  }

  /** Ends it, and removes what it left. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Waits for a line that matches `pattern`, among those from number `from` on. */
  line(pattern: RegExp, from: number, withinMs: number): Promise<Line> {
    return this.console.line(pattern, from, withinMs);
  }

  /** JsVars in use. */
  async usage(): Promise<number> {
    const { text } = await this.line(/^JsVars: \d+$/, this.lines.length, REPORT_MS);
    return Number(text.split(" ")[1]);
  }

  /** What the console says of exceptions and of memory that ran out. */
  complaints(): string[] {
    return this.console.matching(/Uncaught|MEMORY|FIFO_FULL|Interrupted/);
  }

  private install(code: string): void {
    const install = `E.setBootCode(${JSON.stringify(code)}, true);\nquit();\n`;
    writeFileSync(path.join(this.folder, "install.js"), install, "latin1");
    const { error, stdout } = spawnSync(this.espruino, ["install.js"], {
      cwd: this.folder,
      timeout: INSTALL_MS,
      killSignal: "SIGKILL",
      encoding: "latin1"
    });
    if (error || /Uncaught/.test(stdout)) throw new Error(`the script did not get into flash: ${error ?? stdout}`);
  }
}
