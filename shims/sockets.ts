import type { Interpreter } from "./interpreter";

/** lwIP's table on every ESP32 build (`CONFIG_LWIP_MAX_SOCKETS` in `targets/esp32/`). */
export const SOCKETS_ON_ESP32 = 10;

/**
 * A board's sockets: those that listen, those for UDP, and every connection, the Telnet console's included.
 * The interpreter reports a socket that it cannot create (`net_esp32_createsocket` in `network_esp32.c`);
 * an incoming connection for which there is none is closed by lwIP without a word (`lwip_accept`).
 */
export class Sockets {
  /** The most that were ever open at once. */
  peak = 0;
  #open = 0;

  constructor(
    readonly interpreter: Interpreter,
    readonly limit = SOCKETS_ON_ESP32
  ) {}

  get open(): number {
    return this.#open;
  }

  /** Takes a socket for something that the program creates; prints the image's error line when there is none. */
  create(): (() => void) | undefined {
    const release = this.accept();
    if (!release) this.interpreter.print("ERROR: Socket creation failed");
    return release;
  }

  /** Takes a socket for an incoming connection. Returns what gives it back, `undefined` when there is none. */
  accept(): (() => void) | undefined {
    if (this.#open >= this.limit) return undefined;
    this.#open++;
    this.peak = Math.max(this.peak, this.#open);
    let isOpen = true;
    return () => {
      if (isOpen) this.#open--;
      isOpen = false;
    };
  }
}
