import type { TelnetServer } from "../firmware/types/espruino";
import type { Interpreter } from "./interpreter";
import type { Host, Lan } from "./lan";
import type { Pipe } from "./pipe";
import type { Sockets } from "./sockets";

export const TELNET_PORT = 23;

/**
 * `require("TelnetServer")` as `libs/network/telnet/jswrap_telnet.c` has it: open on port 23, without a password,
 * from the interpreter's first idle moment on, unless the script has said otherwise by then. It opens again with
 * each start of the interpreter. Somebody who connects takes the place of whoever was connected.
 *
 * What is typed there is not simulated.
 */
export class TelnetShim implements TelnetServer {
  #isOn = true;
  #close?: () => void;
  #client?: () => void;

  constructor(
    readonly interpreter: Interpreter,
    readonly lan: Lan,
    readonly host: Host,
    readonly sockets: Sockets
  ) {
    this.#idle();
  }

  setOptions(options: { mode: "on" | "off" }): void {
    if (options.mode !== "on" && options.mode !== "off") throw new Error("Unknown mode value");
    this.#isOn = options.mode === "on";
    this.#idle();
  }

  /** The program ends, or the power goes. */
  kill(): void {
    this.#client?.();
    this.#close?.();
    this.#client = this.#close = undefined;
  }

  #idle(): void {
    this.interpreter.queue(() => {
      if (!this.#isOn) this.kill();
      else if (!this.#close) this.#listen();
    });
  }

  #listen(): void {
    const release = this.sockets.create();
    if (!release) return;
    const stop = this.lan.listen(this.host, TELNET_PORT, (pipe) => {
      this.#accept(pipe);
    });
    this.#close = () => {
      stop();
      release();
    };
  }

  #accept(pipe: Pipe): void {
    const release = this.sockets.accept();
    if (!release) {
      pipe.end();
      return;
    }
    this.#client?.();
    const leave = (): void => {
      pipe.onChange = () => undefined;
      release();
      pipe.end();
      if (this.#client === leave) this.#client = undefined;
    };
    this.#client = leave;
    pipe.onChange = () => {
      while (pipe.read(536));
      if (pipe.ended) leave();
    };
  }
}
