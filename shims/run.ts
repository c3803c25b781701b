import { createContext, runInContext, type Context } from "node:vm";
import { crypto } from "./crypto";
import { createDgram } from "./dgram";
import { speakEspruino } from "./dialect";
import type { EspruinoBuild } from "./firmware";
import type { Interpreter } from "./interpreter";
import type { Host, Lan } from "./lan";
import { createGlobals } from "./globals";
import { createNet, type NetShim } from "./net";
import type { Radio } from "./radio";
import { Sockets } from "./sockets";
import { TelnetShim } from "./telnet";
import { WifiShim } from "./wifi";

export interface RunOptions {
  interpreter: Interpreter;
  /** Kept for traces: what runs or may run again, by the file in flash or by a name of its own. */
  texts: Map<string, string>;
  lan: Lan;
  host: Host;
  radio: Radio;
  random: () => number;
  build: EspruinoBuild;
  /** `require("Storage")` */
  storage: object;
  /** Further globals, those by which a console starts the board anew and learns what it is. */
  globals: Record<string, unknown>;
  /** Further members of `E`. */
  E: Record<string, unknown>;
  onLeak: () => void;
}

/** One run of the interpreter: from a start to the next `reset()`, `load()` or loss of power. */
export class Run {
  readonly interpreter: Interpreter;
  readonly sockets: Sockets;
  readonly wifi: WifiShim;
  /** Bytes of the statements that were typed and left something behind. */
  textBytes = 0;
  readonly #texts: Map<string, string>;
  readonly #context: Context = createContext();
  readonly #net: NetShim;
  /** What else holds sockets. */
  readonly #others: { kill(): void }[];

  constructor({ interpreter, texts, lan, host, radio, random, build, storage, globals, E, onLeak }: RunOptions) {
    this.interpreter = interpreter;
    this.#texts = texts;
    this.sockets = new Sockets(interpreter, build.sockets);
    this.wifi = new WifiShim(interpreter, radio, onLeak);
    this.#net = createNet(interpreter, lan, host, this.sockets);
    const dgram = createDgram(interpreter, lan, host, this.sockets);
    const telnet = new TelnetShim(interpreter, lan, host, this.sockets);
    this.#others = [dgram, telnet];
    const simulated: Record<string, unknown> = {
      Wifi: this.wifi,
      TelnetServer: telnet,
      net: this.#net,
      dgram,
      crypto,
      Storage: storage
    };
    const context = this.#context;
    speakEspruino(context);
    const native = createGlobals({ interpreter, random });
    Object.assign(native.E, E);
    Object.assign(context, native, globals, {
      global: runInContext("globalThis", context) as object,
      console: { log: native.print },
      setTime: (seconds: number) => {
        interpreter.setTime(seconds);
      },
      require: (name: string) => {
        // Of the built-in ones only some are simulated.
        if (!(name in simulated) || !build.modules.includes(name)) throw new Error(`Module ${name} not found`);
        return simulated[name];
      }
    });
    interpreter.giveEvents(runInContext("Object.prototype", context) as object);
  }

  /** Runs what was typed. What it throws is printed, and then there is no value. */
  type(statement: string): { value: unknown } | undefined {
    const before = this.#names;
    const name = `typed-${this.#texts.size}`;
    const result = this.evaluate(name, statement);
    if (this.#names > before) this.textBytes += statement.length;
    else this.#texts.delete(name);
    return result;
  }

  /** Runs a text by the name that traces have for it. What it throws is printed, and then there is no value. */
  evaluate(name: string, code: string): { value: unknown } | undefined {
    this.#texts.set(name, code);
    try {
      return { value: runInContext(code, this.#context, { filename: name, displayErrors: false }) };
    } catch (error) {
      this.interpreter.report(error);
      return undefined;
    }
  }

  /** How much there is that keeps text in RAM. */
  get #names(): number {
    return Object.getOwnPropertyNames(this.#context).length + this.interpreter.timerCount;
  }

  /** Its connections are closed ("kill"), or hang and the peer hears nothing ("abandon"). */
  end(how: "kill" | "abandon"): void {
    this.#net[how]();
    for (const other of this.#others) other.kill();
    this.interpreter.stop();
  }
}
