import { randomInt } from "node:crypto";
import { EventEmitter } from "node:events";
import { createContext, runInContext, type Context } from "node:vm";
import type { AccessPoint } from "./access-point";
import { crypto } from "./crypto";
import { createDgram, type DgramShim } from "./dgram";
import { speakEspruino } from "./dialect";
import { environment, ESP32_BUILD, memory, type EspruinoBuild } from "./firmware";
import { BOOT_CODE, Flash, RESET_CODE } from "./flash";
import { Interpreter, realClock, type Clock } from "./interpreter";
import type { Host, Lan } from "./lan";
import { createGlobals } from "./globals";
import { createNet, type NetShim } from "./net";
import { WifiShim } from "./wifi";

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
  /** The interpreter has started anew by `reset()`, with a clean slate, or by `load()`, which the console does not show. */
  restart: [how: "reset" | "load"];
}

function hardwareRandom(): number {
  return randomInt(2 ** 32) | 0;
}

/** What is there while the power is on. */
interface Power {
  interpreter: Interpreter;
  net: NetShim;
  dgram: DgramShim;
  wifi: WifiShim;
  context: Context;
  /** Bytes of the statements that were typed and left something behind. */
  textBytes: number;
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
  #power?: Power;

  constructor(options: SimulatedBoardOptions) {
    this.#options = options;
    this.#espruino = { ...ESP32_BUILD, ...options.espruino };
    this.host = options.lan.addHost(options.address);
    this.flash = new Flash(this.#espruino.flashBytes);
    if (options.script !== undefined) this.flash.write(BOOT_CODE, options.script);
  }

  /** The radio, while the power is on. */
  get wifi(): WifiShim {
    return this.#on.wifi;
  }

  get interpreter(): Interpreter {
    return this.#on.interpreter;
  }

  get isOn(): boolean {
    return this.#power !== undefined;
  }

  /** Switches the power on: the script in flash runs from its first line. */
  powerOn(): void {
    if (this.#power) throw new Error("the board's power is on already");
    this.#start();
    this.#runFile(RESET_CODE);
    this.#runFile(BOOT_CODE);
  }

  /** Runs a statement as if it were typed at the console, and returns its value. */
  run(statement: string): unknown {
    return this.evaluate(statement)?.value;
  }

  /** The same, for what may throw: then that is printed, and there is no value. */
  evaluate(statement: string): { value: unknown } | undefined {
    const power = this.#on;
    const before = this.#names(power);
    const result = this.#evaluate(statement, power);
    if (this.#names(power) > before) power.textBytes += statement.length;
    return result;
  }

  /** The program ends, but not the network below it: connections are closed, as by `reset()`. */
  kill(): void {
    this.#off((net) => {
      net.kill();
    });
  }

  /** The plug is pulled: connections hang, and the peer hears nothing. */
  powerOff(): void {
    this.#off((net) => {
      net.abandon();
    });
  }

  get #on(): Power {
    if (!this.#power) throw new Error("the board's power is off");
    return this.#power;
  }

  #start(): void {
    const { lan, accessPoint, onLine, clock = realClock, random = hardwareRandom } = this.#options;
    const interpreter = new Interpreter(clock, (line) => {
      onLine(line);
      this.events.emit("line", line);
    });
    const net = createNet(interpreter, lan, this.host);
    const dgram = createDgram(interpreter, lan, this.host);
    const wifi = new WifiShim(interpreter, lan, this.host, accessPoint);
    const modules: Record<string, unknown> = { Wifi: wifi, net, dgram, crypto, Storage: this.flash };
    const context = createContext();
    speakEspruino(context);
    const globals = createGlobals({ interpreter, random });
    Object.assign(context, globals, this.#interactive(), {
      global: runInContext("globalThis", context) as object,
      console: { log: globals.print },
      require: (name: string) => {
        // Of the built-in ones only some are simulated.
        if (!(name in modules) || !this.#espruino.modules.includes(name)) throw new Error(`Module ${name} not found`);
        return modules[name];
      }
    });
    Object.assign(globals.E, { setBootCode: this.#setBootCode.bind(this) });
    interpreter.giveEvents(runInContext("Object.prototype", context) as object);
    this.#power = { interpreter, net, dgram, wifi, context, textBytes: 0 };
  }

  /** The globals by which a console starts the board anew, and learns what it is. */
  #interactive(): Record<string, unknown> {
    return {
      process: {
        env: environment(this.#espruino),
        memory: () => memory(this.#espruino, this.#on.textBytes)
      },
      reset: (erase?: boolean) => {
        if (erase) this.#setBootCode();
        this.#later("reset", RESET_CODE);
      },
      load: (file?: string) => {
        this.#later("load", ...(file === undefined ? [RESET_CODE, BOOT_CODE] : [file]));
      }
    };
  }

  #setBootCode(code = "", afterReset = false): void {
    for (const name of [BOOT_CODE, RESET_CODE]) this.flash.erase(name);
    if (code) this.flash.write(afterReset ? RESET_CODE : BOOT_CODE, code);
  }

  /**
   * Starts the interpreter anew once what runs has ended (`jsiIdle` in `jsinteractive.c`). Unlike on an
   * ESP32, the radio leaves the network.
   */
  #later(how: "reset" | "load", ...files: string[]): void {
    this.interpreter.queue(() => {
      this.kill();
      this.#start();
      this.events.emit("restart", how);
      for (const file of files) this.#runFile(file);
    });
  }

  /** How much there is that keeps text in RAM. */
  #names({ context, interpreter }: Power): number {
    return Object.getOwnPropertyNames(context).length + interpreter.timerCount;
  }

  #runFile(name: string): void {
    const code = this.flash.read(name);
    if (code !== undefined) this.#evaluate(code, this.#on);
  }

  #evaluate(code: string, { context, interpreter }: Power): { value: unknown } | undefined {
    try {
      return { value: runInContext(code, context) };
    } catch (error) {
      interpreter.print(`Uncaught ${String(error)}`);
      return undefined;
    }
  }

  #off(endNet: (net: NetShim) => void): void {
    if (!this.#power) return;
    const { interpreter, net, dgram, wifi } = this.#power;
    this.#power = undefined;
    endNet(net);
    dgram.kill();
    wifi.stop();
    interpreter.stop();
  }
}
