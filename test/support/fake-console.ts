import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createContext, runInContext, type Context } from "node:vm";

/**
 * - `silent`: accepts and says nothing.
 * - `notEspruino`: another service listens there.
 * - `cutMidUpload`: the connection breaks at the first piece of the script.
 * - `oldBuild`: takes every piece, keeps none, and boots what it had.
 * - `storageFull`: refuses to write, as a full flash does.
 * - `muteAfterReset`: prints nothing more into a connection in which it was reset.
 */
export type ConsoleFault =
  | "silent"
  | "notEspruino"
  | "cutMidUpload"
  | "oldBuild"
  | "storageFull"
  | "muteAfterReset";

/** The code that a fake board has in its flash at first. */
export const oldBuild = "a-0000000";

const bootFile = ".bootcde";
const banner = "\r\n ____                 _ \r\n|  __|___ ___ ___ _ _|_|___ ___ \r\n 2v29\r\n\r\n>";

/**
 * A board's Espruino console on a TCP port of this computer, enough of it for the unmodified `espruino`
 * CLI: prompt, echo, DLE for a line without echo, Ctrl-C, Alt-Enter, `process.env`, `Storage`, `reset()`
 * and `load()`. Scripts run in a context of their own with the few globals that the tests use.
 */
export class FakeConsole {
  /** All that ever came, byte for byte. */
  received = "";
  private readonly server: Server = createServer((socket) => this.accept(socket));
  private readonly storage = new Map<string, string>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private socket: Socket | undefined;
  private context: Context = createContext({});
  private line = "";
  private printed = false;
  private mute = false;
  private afterLine: (() => void) | undefined;

  private constructor(
    private readonly fault: ConsoleFault | undefined,
    bootCode: string
  ) {
    this.storage.set(bootFile, bootCode);
    this.boot(true);
  }

  static async start(options: { fault?: ConsoleFault; bootCode?: string } = {}): Promise<FakeConsole> {
    const fake = new FakeConsole(options.fault, options.bootCode ?? `global.build="${oldBuild}";`);
    await new Promise<void>((resolve) => fake.server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get name(): string {
    return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  file(name: string): string | undefined {
    return this.storage.get(name);
  }

  /** What the running script set as its build. */
  get build(): unknown {
    return runInContext("global.build", this.context);
  }

  async close(): Promise<void> {
    this.stopTimers();
    this.socket?.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(socket: Socket): void {
    this.socket?.destroy();
    this.socket = socket;
    this.line = "";
    this.mute = false;
    socket.on("error", () => {});
    socket.on("data", (data) => {
      this.received += data.toString("latin1");
      if (this.fault === "notEspruino") socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
      else if (this.fault !== "silent") for (const char of data.toString("latin1")) this.take(char);
    });
    if (this.fault !== "silent" && this.fault !== "notEspruino") this.write(">");
  }

  private write(text: string): void {
    if (!this.mute && this.socket?.writable) this.socket.write(text, "latin1");
  }

  /** A line printed while the prompt stands takes the prompt's place, and the prompt comes again. */
  private print(...words: unknown[]): void {
    this.printed = true;
    this.write(`${words.join(" ")}\r\n`);
  }

  private take(char: string): void {
    if (char === "\x03") {
      this.line = "";
      this.write("\r\n>");
    } else if (char === "\n" && !this.line.endsWith("\x1b")) {
      const line = this.line;
      this.line = "";
      this.execute(line);
    } else {
      this.line += char;
    }
  }

  private execute(line: string): void {
    const echo = !line.startsWith("\x10");
    const code = line.replace(/^\x10/, "").replace(/\x1b\n/g, "\n").replace(/\x1b\[\d+d/g, "");
    this.printed = false;
    if (echo) this.write(`${code}\r\n`);
    try {
      const value: unknown = runInContext(code, this.context);
      if (echo && code.trim() !== "") this.write(`=${String(value)}\r\n`);
    } catch (error) {
      this.print(`Uncaught ${String(error)}`);
    }
    if (echo || this.printed) this.write(">");
    const then = this.afterLine;
    this.afterLine = undefined;
    then?.();
  }

  private boot(runFlash: boolean): void {
    this.stopTimers();
    const tick = (f: () => void): void => {
      this.write("\r\x1b[J");
      f();
      this.write(">");
    };
    const globals: Record<string, unknown> = {
      print: (...words: unknown[]) => this.print(...words),
      setInterval: (f: () => void, ms: number) => this.timers.add(setInterval(() => tick(f), ms)),
      process: {
        env: { VERSION: "2v29", BOARD: "ESP32", CONSOLE: "Telnet", MODULES: "Storage,net,Wifi,crypto" },
        memory: () => ({ usage: 1104, total: 5012, free: 3908 })
      },
      require: () => ({ write: this.writeStorage.bind(this) }),
      // As on a board, both take place after the line that calls them.
      reset: () => (this.afterLine = () => this.restart(false)),
      load: () => (this.afterLine = () => this.restart(true))
    };
    globals.global = globals;
    this.context = createContext(globals);
    const code = this.storage.get(bootFile);
    if (runFlash && code !== undefined) this.execute(`\x10${code}`);
  }

  private restart(runFlash: boolean): void {
    this.boot(runFlash);
    this.write(banner);
    this.mute = this.fault === "muteAfterReset";
  }

  private writeStorage(name: string, data: string, offset = 0): boolean {
    if (this.fault === "cutMidUpload") this.socket?.destroy();
    if (this.fault === "storageFull") throw new Error("Unable to find or create file");
    const before = (this.storage.get(name) ?? "").slice(0, offset);
    if (this.fault !== "oldBuild") this.storage.set(name, before + data);
    return true;
  }

  private stopTimers(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.timers.clear();
  }
}
