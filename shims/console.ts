import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { inspect } from "node:util";
import type { SimulatedBoard } from "./board";
import { ConsoleInput } from "./console-input";

/** What is to go wrong with a console, by name. */
export type ConsoleFault =
  /** Takes what is sent, and never answers. */
  | "silent"
  /** Something else than an Espruino is there. */
  | "notEspruino"
  /** The connection breaks in the middle of a file that comes in. */
  | "cutMidUpload"
  /** Prints nothing more into a connection in which the board started anew. */
  | "muteAfterReset"
  /** `E.lockConsole()` was called, with a password. */
  | "locked";

export interface ConsoleOptions {
  /** The TCP port on the loopback interface; by default the computer chooses one. */
  port?: number;
  faults?: ConsoleFault[];
}

/** So much of a file has come when `cutMidUpload` strikes. */
const CUT_BYTES = 1000;
/** The statement that writes a file. */
const WRITE = 'require("Storage").write(';
/** So many characters are lost of what was sent behind a `reset()`, before the prompt was there again. */
const LOST_BY_RESET = 8;

function banner(version: string): string {
  return (
    "\r\n ____                 _ \r\n|  __|___ ___ ___ _ _|_|___ ___ \r\n|  __|_ -| . |  _| | | |   | . |\r\n" +
    `|____|___|  _|_| |___|_|_|_|___|\r\n         |_| espruino.com\r\n ${version} (c) 2026 G.Williams\r\n\r\n` +
    "Espruino is Open Source. Our work is supported\r\nonly by sales of official boards and donations:\r\n" +
    "http://espruino.com/Donate\r\n\r\n"
  );
}

/** A value as the console shows it behind `=`. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "function () { ... }";
  return inspect(value, { depth: 4, breakLength: 80 }).replace(/\n/g, "\r\n");
}

/**
 * The console of a simulated board, on a TCP port of the computer's loopback interface, as Espruino's
 * Telnet console has it (`jsinteractive.c`, `jswrap_telnet.c`): enough that the unmodified espruino CLI
 * uploads to it. What comes in waits while the interpreter is busy; a new connection ends the one before.
 */
export class BoardConsole {
  readonly faults: Set<ConsoleFault>;
  readonly #board: SimulatedBoard;
  readonly #server: Server = createServer((socket) => {
    this.#accept(socket);
  });
  #socket?: Socket;
  #input = new ConsoleInput();
  /** What came and was not looked at yet. */
  #waiting = "";
  #scheduled = false;
  /** What is to be sent. */
  #output = "";
  /** `echo(0)` was called. */
  #quiet = false;
  #prompted = false;
  #executing = false;
  #mute = false;
  /** Bytes that came since a file is being written, in this connection. */
  #written = 0;
  /** After how many more characters one is lost. */
  #loseAfter = Infinity;

  private constructor(board: SimulatedBoard, faults: ConsoleFault[]) {
    this.#board = board;
    this.faults = new Set(faults);
    board.events.on("line", (text) => {
      this.#line(text);
    });
    board.events.on("restart", (how) => {
      this.#restarted(how);
    });
  }

  /** Opens the console of a board. */
  static async open(board: SimulatedBoard, { port = 0, faults = [] }: ConsoleOptions = {}): Promise<BoardConsole> {
    const opened = new BoardConsole(board, faults);
    await new Promise<void>((resolve, reject) => {
      opened.#server.once("error", reject);
      opened.#server.listen(port, "127.0.0.1", resolve);
    });
    return opened;
  }

  /** As `--port` takes it. */
  get name(): string {
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Loses one character that comes in, after so many others, as a UART does whose buffer is full. */
  loseOne(after: number): void {
    this.#loseAfter = after;
  }

  /** Ends the connection, as when the cable is pulled. */
  cut(): void {
    this.#socket?.destroy();
  }

  /** Nobody can connect any more. */
  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    this.#socket?.destroy();
    this.#socket = socket;
    this.#input = new ConsoleInput();
    this.#waiting = "";
    this.#mute = false;
    this.#prompted = false;
    this.#written = 0;
    socket.on("error", () => {});
    socket.setEncoding("latin1");
    socket.on("data", (data) => {
      this.#receive(String(data));
    });
    if (!this.faults.has("silent") && !this.faults.has("notEspruino")) this.#prompt();
  }

  #receive(received: string): void {
    let text = received;
    if (this.faults.has("silent")) return;
    if (this.faults.has("notEspruino")) {
      this.#write("HTTP/1.1 400 Bad Request\r\n\r\n");
      return;
    }
    if (this.faults.has("locked")) {
      if (text.includes("\n")) this.#write("\r\n  Invalid password\r\npassword>");
      return;
    }
    if (this.#written || text.includes(WRITE)) this.#written += text.length;
    if (this.faults.has("cutMidUpload") && this.#written > CUT_BYTES) {
      this.cut();
      return;
    }
    if (this.#loseAfter < text.length) {
      text = text.slice(0, this.#loseAfter) + text.slice(this.#loseAfter + 1);
      this.#loseAfter = Infinity;
      this.#line("New interpreter error: FIFO_FULL");
    }
    this.#loseAfter -= text.length;
    this.#waiting += text;
    this.#schedule();
  }

  /** A line is an event of the interpreter: it waits its turn, and for what blocks. */
  #schedule(): void {
    if (this.#scheduled || !this.#waiting || !this.#board.isOn) return;
    this.#scheduled = true;
    this.#board.interpreter.queue(() => {
      this.#scheduled = false;
      this.#take();
      this.#schedule();
    });
  }

  /** Takes what waits, up to the end of the first line that runs. */
  #take(): void {
    for (let at = 0; at < this.#waiting.length; at++) {
      const typed = this.#input.length;
      const { echo, line, cancelled } = this.#input.take(this.#waiting[at]);
      if (cancelled) this.#write(this.#quiet ? "" : `${"\x1b[D".repeat(typed)}\r\x1b[J>`);
      else if (!this.#quiet) this.#write(echo);
      if (line === undefined) continue;
      this.#waiting = this.#waiting.slice(at + 1);
      this.#execute(line.code, line.silent || this.#quiet);
      return;
    }
    this.#waiting = "";
  }

  #execute(code: string, silent: boolean): void {
    // `echo` is the console's own.
    const echo = /^\s*echo\(([01])\);?\s*$/.exec(code)?.[1];
    if (!silent) this.#prompted = false;
    this.#executing = true;
    if (echo) this.#quiet = echo === "0";
    const result = echo ? { value: undefined } : this.#board.evaluate(code);
    this.#executing = false;
    if (!silent && !this.#quiet && result && code.trim()) this.#write(`=${shown(result.value)}\r\n`);
    this.#prompt();
  }

  /**
   * Shows a line that the board prints. Where a prompt stands, it is erased with what has been typed; by
   * a line without echo it was not taken away, and stays in front.
   */
  #line(text: string): void {
    if (this.faults.has("notEspruino")) return;
    if (this.#prompted && !this.#executing && !this.#quiet)
      this.#write(`${"\x1b[D".repeat(this.#input.length)}\r\x1b[J`);
    this.#prompted = false;
    this.#write(`${text}\r\n`);
    if (!this.#executing) this.#prompt();
  }

  #restarted(how: "reset" | "load" | "reboot"): void {
    this.#scheduled = false;
    // The interpreter's buffer goes with the chip.
    if (how === "reboot") {
      this.#input = new ConsoleInput();
      this.#waiting = "";
    }
    this.#quiet = false;
    this.#prompted = false;
    const version = this.#board.run("process.env.VERSION") as string;
    if (how !== "load") this.#write(banner(version));
    if (how === "reset") this.#waiting = this.#waiting.slice(LOST_BY_RESET);
    this.#mute = this.faults.has("muteAfterReset");
    this.#prompt();
    this.#schedule();
  }

  /** The prompt comes when the interpreter has nothing else to do. */
  #prompt(): void {
    if (!this.#board.isOn) return;
    this.#board.interpreter.queue(() => {
      if (this.#prompted || this.#quiet) return;
      this.#prompted = true;
      this.#write(`>${this.#input.text}`);
    });
  }

  /** What belongs together goes out together. */
  #write(text: string): void {
    if (!text || this.#mute || this.faults.has("silent")) return;
    if (!this.#output)
      queueMicrotask(() => {
        if (this.#socket?.writable) this.#socket.write(this.#output, "latin1");
        this.#output = "";
      });
    this.#output += text;
  }
}
