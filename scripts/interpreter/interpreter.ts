import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConsoleLines } from "./console-lines";

/** The interpreter's binary; `undefined` when there is none to test with. */
export const espruino = process.env.ESPRUINO;

/** For a program to say that it runs. */
const START_MS = 10000;

/** A program on the real interpreter, with its modules as files beside it. */
export class Interpreter {
  readonly console = new ConsoleLines();
  readonly _dir = mkdtempSync(join(tmpdir(), "espruino-"));
  readonly _child: ChildProcess;
  readonly _exited: Promise<unknown>;

  /** `modules`: sources by the name that `require` asks for. */
  constructor(program: string, modules: { [name: string]: string }) {
    if (!espruino || !existsSync(espruino)) {
      rmSync(this._dir, { recursive: true });
      throw new Error(`ESPRUINO: expected the path of Espruino's Linux build, got "${espruino ?? ""}"`);
    }
    mkdirSync(join(this._dir, "node_modules"));
    for (const [name, source] of Object.entries(modules))
      writeFileSync(join(this._dir, "node_modules", name + ".js"), source);
    writeFileSync(join(this._dir, "program.js"), program);
    // Its console is its standard input; from one that has ended, the interpreter reads garbage.
    const child = spawn(espruino, ["program.js"], { cwd: this._dir, stdio: ["pipe", "pipe", "pipe"] });
    this._child = child;
    child.stdin.on("error", () => {});
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("latin1").on("data", (data: string) => this.console.take(data));
    this._exited = new Promise<void>((resolve) => {
      const onEnd = (): void => {
        this.console.end();
        resolve();
      };
      child.once("error", (error) => {
        this.console.take(`${error}\n`);
        onEnd();
      });
      child.once("close", onEnd);
    });
  }

  /** How many lines it has printed. */
  get lineCount(): number {
    return this.console.all.length;
  }

  /** Waits for a line that matches `pattern`, among those from number `from` on. */
  async printed(pattern: RegExp, from = 0, withinMs = START_MS): Promise<RegExpExecArray> {
    const { text } = await this.console.line(pattern, from, withinMs);
    return pattern.exec(text) as RegExpExecArray;
  }

  /** Waits for a line that is printed from now on. */
  printedFromNow(line: string): Promise<unknown> {
    return this.printed(new RegExp(`^${line.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`), this.lineCount);
  }

  /** What the console says of exceptions, of errors and of memory that ran out; "" when all was well. */
  complaints(): string {
    return this.console.matching(/Uncaught|Error:|ERROR|WARNING|MEMORY|HALTED/).join("\n");
  }

  /** The processor's time that it has used so far, in ms. */
  cpuMs(): number {
    return Number(readFileSync(`/proc/${this._child.pid}/schedstat`, "latin1").split(" ")[0]) / 1e6;
  }

  async stop(): Promise<void> {
    this._child.kill("SIGKILL");
    await this._exited;
    rmSync(this._dir, { recursive: true, force: true });
  }
}
