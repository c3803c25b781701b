import { randomInt } from "node:crypto";
import { createContext, runInContext, type Context } from "node:vm";
import { crypto } from "./crypto";
import { createDgram, type DgramShim } from "./dgram";
import { speakEspruino } from "./dialect";
import { Interpreter, realClock, type Clock } from "./interpreter";
import type { Host, Lan } from "./lan";
import { createGlobals } from "./native";
import { createNet, type NetShim } from "./net";
import { WifiShim, type AccessPoint } from "./wifi";

export interface SimulatedBoardOptions {
  /** The text of a built script. */
  script: string;
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
}

/**
 * A board that runs a built script, in a context of its own with the globals and the modules that
 * Espruino has on an ESP32, and nothing else.
 */
export class SimulatedBoard {
  readonly host: Host;
  readonly #options: SimulatedBoardOptions;
  #power?: Power;

  constructor(options: SimulatedBoardOptions) {
    this.#options = options;
    this.host = options.lan.addHost(options.address);
  }

  /** The radio, while the power is on. */
  get wifi(): WifiShim {
    return this.#on.wifi;
  }

  get interpreter(): Interpreter {
    return this.#on.interpreter;
  }

  /** Switches the power on: the script runs from its first line. */
  powerOn(): void {
    if (this.#power) throw new Error("the board's power is on already");
    const { script, lan, accessPoint, onLine, clock = realClock, random = hardwareRandom } = this.#options;
    const interpreter = new Interpreter(clock, onLine);
    const net = createNet(interpreter, lan, this.host);
    const dgram = createDgram(interpreter, lan, this.host);
    const wifi = new WifiShim(interpreter, lan, this.host, accessPoint);
    const modules: Record<string, unknown> = { Wifi: wifi, net, dgram, crypto };
    const context = createContext();
    speakEspruino(context);
    const globals = createGlobals({ interpreter, random });
    Object.assign(context, globals, {
      global: runInContext("globalThis", context) as object,
      console: { log: globals.print },
      require: (name: string) => {
        if (!(name in modules)) throw new Error(`Module ${name} not found`);
        return modules[name];
      }
    });
    interpreter.giveEvents(runInContext("Object.prototype", context) as object);
    this.#power = { interpreter, net, dgram, wifi, context };
    this.run(script);
  }

  /** Runs a statement as if it were typed at the console, and returns its value. */
  run(statement: string): unknown {
    const { interpreter, context } = this.#on;
    try {
      return runInContext(statement, context);
    } catch (error) {
      interpreter.print(`Uncaught ${String(error)}`);
      return undefined;
    }
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
