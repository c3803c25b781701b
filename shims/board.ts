import { randomInt } from "node:crypto";
import { EventEmitter } from "node:events";
import { crc32 } from "node:zlib";
import type { AccessPoint } from "./access-point";
import { environment, ESP32_BUILD, memory, type EspruinoBuild } from "./firmware";
import { BOOT_CODE, EARLY_CODE, Flash, RESET_CODE } from "./flash";
import { Interpreter, realClock, type Clock } from "./interpreter";
import type { Host, Lan } from "./lan";
import { Radio } from "./radio";
import { Run } from "./run";
import { stackTrace } from "./stack-trace";
import type { Sockets } from "./sockets";

export interface SimulatedBoardOptions {
  /** The text of a built script, which is then in flash; without it the board is empty. */
  script?: string;
  lan: Lan;
  /** The address that the router gives to the board. */
  address: string;
  /** The router, where there is one. */
  accessPoint?: AccessPoint;
  /** Called with each line that the board prints. */
  onLine: (line: string) => void;
  clock?: Clock;
  /** The hardware's random numbers, 32 bits each. */
  random?: () => number;
  /** What differs from the usual ESP32 build. */
  espruino?: Partial<EspruinoBuild>;
}

/** What happens at a board, for its console. */
interface BoardEvents {
  line: [text: string];
  /**
   * The interpreter has started anew: by `reset()`, with a clean slate; by `load()`, which the console does not
   * show; or with the whole board.
   */
  restart: [how: "reset" | "load" | "reboot"];
  /** The program stopped at its start, with an exception, after it was printed. */
  failed: [];
}

function hardwareRandom(): number {
  return randomInt(2 ** 32) | 0;
}

/**
 * A board that runs a built script, in a context of its own with the globals and the modules that
 * Espruino has on an ESP32, and nothing else. What is in its flash runs at every start.
 */
export class SimulatedBoard {
  readonly host: Host;
  readonly flash: Flash;
  readonly events = new EventEmitter<BoardEvents>();
  readonly #options: SimulatedBoardOptions;
  readonly #espruino: EspruinoBuild;
  /** There while the power is on. */
  #radio?: Radio;
  #run?: Run;
  /** The file from which the program runs. */
  #program = "";

  constructor(options: SimulatedBoardOptions) {
    this.#options = options;
    this.#espruino = { ...ESP32_BUILD, ...options.espruino };
    this.host = options.lan.addHost(options.address);
    this.flash = new Flash(this.#espruino.flashBytes);
    // Functions of a file that is erased have no code any more.
    this.flash.onErase = (name) => {
      if (name === this.#program) this.#run?.interpreter.stopTimers();
    };
    if (options.script !== undefined) this.flash.write(BOOT_CODE, options.script);
  }

  /** The radio, while the power is on. */
  get wifi(): Radio {
    if (!this.#radio) throw new Error("the board's power is off");
    return this.#radio;
  }

  get interpreter(): Interpreter {
    return this.#on.interpreter;
  }

  get sockets(): Sockets {
    return this.#on.sockets;
  }

  get isOn(): boolean {
    return this.#run !== undefined;
  }

  /** Switches the power on: the script in flash runs from its first line. */
  powerOn(): void {
    if (this.#run) throw new Error("the board's power is on already");
    this.#boot();
  }

  /** Runs a statement as if it were typed at the console, and returns its value. */
  run(statement: string): unknown {
    return this.evaluate(statement)?.value;
  }

  /** The same, for what may throw: then that is printed, and there is no value. */
  evaluate(statement: string): { value: unknown } | undefined {
    return this.#on.type(statement);
  }

  /** The board is switched off, but not before its connections are closed. */
  kill(): void {
    this.#off("kill");
  }

  /** The plug is pulled: connections hang, and the peer hears nothing. */
  powerOff(): void {
    this.#off("abandon");
  }

  get #on(): Run {
    if (!this.#run) throw new Error("the board's power is off");
    return this.#run;
  }

  /** Only once the script has run, the radio starts (`espruinoTask` in `targets/esp32/main.c`). */
  #boot(how?: "reboot"): void {
    const { lan, accessPoint, clock = realClock } = this.#options;
    this.#radio = new Radio({ clock, lan, host: this.host, router: accessPoint, build: this.#espruino.wifi });
    this.#start(how, ...this.#bootFiles);
    this.#radio.restore();
  }

  /** Starts the interpreter, which runs what is in these files. */
  #start(how: BoardEvents["restart"][0] | undefined, ...files: string[]): void {
    const { lan, onLine, clock = realClock, random = hardwareRandom } = this.#options;
    const print = (line: string): void => {
      onLine(line);
      this.events.emit("line", line);
    };
    const texts = new Map<string, string>();
    this.#run = new Run({
      interpreter: new Interpreter(clock, print, (error) => stackTrace(error, (file) => texts.get(file))),
      texts,
      lan,
      host: this.host,
      radio: this.wifi,
      random,
      build: this.#espruino,
      storage: this.flash,
      globals: this.#interactive(),
      E: {
        setBootCode: this.#setBootCode.bind(this),
        CRC32: (text: string) => crc32(Buffer.from(text, "latin1")),
        reboot: () => {
          this.interpreter.queue(() => {
            this.#reboot();
          });
        }
      },
      onLeak: () => {
        if (!this.#memory().free) this.#crash();
      }
    });
    if (how) this.events.emit("restart", how);
    for (const file of files) {
      const code = this.flash.read(file);
      if (code === undefined) continue;
      this.#program = file;
      if (!this.#run.evaluate(file, code)) this.events.emit("failed");
    }
  }

  /** What runs at a start (`jsfLoadBootCodeFromFlash` in `jsflash.c`). */
  get #bootFiles(): string[] {
    return [...EARLY_CODE, this.flash.read(RESET_CODE) === undefined ? BOOT_CODE : RESET_CODE];
  }

  /** The globals by which a console starts the board anew, and learns what it is. */
  #interactive(): Record<string, unknown> {
    return {
      process: {
        env: environment(this.#espruino),
        memory: () => this.#memory()
      },
      atob: (base64: string) => Buffer.from(base64, "base64").toString("latin1"),
      reset: (erase?: boolean) => {
        if (erase) this.#setBootCode();
        this.#restart("reset", ...EARLY_CODE, RESET_CODE);
      },
      load: (file?: string) => {
        this.#restart("load", ...(file === undefined ? this.#bootFiles : [...EARLY_CODE, RESET_CODE, file]));
      }
    };
  }

  #setBootCode(code = "", afterReset = false): void {
    for (const name of [BOOT_CODE, RESET_CODE]) this.flash.erase(name);
    if (code) this.flash.write(afterReset ? RESET_CODE : BOOT_CODE, code);
  }

  /** Starts the interpreter anew once what runs has ended (`jsiIdle` in `jsinteractive.c`); the radio goes on. */
  #restart(how: "reset" | "load", ...files: string[]): void {
    this.interpreter.queue(() => {
      this.#on.end("kill");
      this.#start(how, ...files);
    });
  }

  #reboot(): void {
    this.powerOff();
    this.#boot("reboot");
  }

  #memory(): ReturnType<typeof memory> {
    const { textBytes, wifi } = this.#on;
    return memory(this.#espruino, textBytes, wifi.leakedVars);
  }

  /** What the image does without memory. */
  #crash(): void {
    this.interpreter.print("OUT OF MEMORY");
    this.#reboot();
  }

  #off(how: "kill" | "abandon"): void {
    this.#run?.end(how);
    this.#run = undefined;
    this.#radio?.off();
    this.#radio = undefined;
  }
}
