import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The interpreter's binary; `undefined` when there is none to test with. */
export const espruino = process.env.ESPRUINO;

/** For a program to say that it runs. */
const START_MS = 10000;

/** A program on the real interpreter, with its modules as files beside it. */
export class Interpreter {
  /** All that it printed. */
  output = "";
  readonly _dir = mkdtempSync(join(tmpdir(), "espruino-"));
  readonly _child: ChildProcess;
  _exited = false;
  _wake: () => void = () => {};

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
    this._child = spawn(espruino, ["program.js"], { cwd: this._dir, stdio: ["pipe", "pipe", "pipe"] });
    this._child.stdin?.on("error", () => {});
    const take = (data: Buffer) => {
      this.output += data.toString("latin1");
      this._wake();
    };
    this._child.stdout?.on("data", take);
    this._child.stderr?.on("data", take);
    this._child.on("exit", () => {
      this._exited = true;
      this._wake();
    });
  }

  /** Waits for what matches `pattern` on the console, from the character `from` on. */
  async printed(pattern: RegExp, from = 0, withinMs = START_MS): Promise<RegExpExecArray> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const found = pattern.exec(this.output.slice(from));
      if (found) return found;
      const leftMs = deadline - Date.now();
      if (this._exited || leftMs <= 0) {
        const why = this._exited ? "the interpreter exited" : `${withinMs} ms passed`;
        throw new Error(`expected ${pattern} on the console, but ${why}; it says: ${this.output.slice(-1000)}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this._wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Waits for a line that is printed from now on. */
  printedFromNow(line: string): Promise<unknown> {
    return this.printed(new RegExp(line.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")), this.output.length);
  }

  /** What the console says of exceptions and of memory that ran out; "" when all was well. */
  complaints(): string {
    return this.output
      .split("\n")
      .filter((line) => /Uncaught|Error:|ERROR|WARNING|MEMORY|HALTED/.test(line))
      .join("\n");
  }

  /** The processor's time that it has used so far, in ms. */
  cpuMs(): number {
    return Number(readFileSync(`/proc/${this._child.pid}/schedstat`, "latin1").split(" ")[0]) / 1e6;
  }

  async stop(): Promise<void> {
    if (!this._exited) {
      const exited = new Promise((resolve) => this._child.once("exit", resolve));
      this._child.kill("SIGKILL");
      await exited;
    }
    rmSync(this._dir, { recursive: true, force: true });
  }
}
