import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { DeployError } from "../console/failure";
import { openPort } from "../console/open-port";
import type { Port } from "../console/port";

export interface ConnectionOptions {
  port: Port;
  onData: (data: Buffer) => void;
  onOpen: () => void;
  /** The port was open, and is not any more. */
  onLost: () => void;
  /** It cannot be opened, in one line that says why; not said again for the same reason. */
  onFailed: (reason: string) => void;
  /** What a test has in place of the port's own way. */
  open?: (port: Port, connectMs: number) => Promise<Duplex>;
}

/** Before the first attempt to open the port again, doubled for each further one up to the cap. */
const FIRST_MS = 500;
const CAP_MS = 5000;
/** To open a port. */
const CONNECT_MS = 5000;
/** A port that was open for so long was well. */
const STABLE_MS = 5000;
/** A Telnet console that lost its power would never close: Node asks it after so long, and gives it 10 s. */
const KEEP_ALIVE_MS = 10_000;
/** What a board has not taken yet; Espruino asks for a pause while it is busy. */
const MAX_UNSENT_BYTES = 64 * 1024;

/** A board's console, opened again whenever it is lost. */
export class Connection {
  readonly #options: ConnectionOptions;
  #link?: Duplex;
  #whenOpen?: () => void;
  #isClosing = false;
  #endPause?: () => void;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return !!this.#link;
  }

  /**
   * Keeps the port open until `close()`. Rejects with a `DeployError` if that can never be: without the
   * package for serial ports.
   */
  async run(): Promise<void> {
    const { port, open = openPort, onFailed } = this.#options;
    let lastReason = "";
    for (let attempt = 0; !this.#isClosing; attempt++) {
      try {
        const link = await open(port, CONNECT_MS);
        lastReason = "";
        if (await this.#use(link)) attempt = 0;
      } catch (error) {
        if (!(error instanceof DeployError) || error.code === "NO_SERIALPORT") throw error;
        if (error.message !== lastReason && !this.#isClosing) onFailed(error.message);
        lastReason = error.message;
      }
      if (!this.#isClosing) await this.#pause(Math.min(FIRST_MS * 2 ** attempt, CAP_MS));
    }
  }

  /** Returns whether it is on its way to the board. */
  send(text: string): boolean {
    if (!this.#link || this.#link.writableLength > MAX_UNSENT_BYTES) return false;
    this.#link.write(text);
    return true;
  }

  /** Resolves when something can be sent. */
  async ready(): Promise<void> {
    while (!this.#link) await new Promise<void>((resolve) => (this.#whenOpen = resolve));
    const link = this.#link;
    if (link.writableNeedDrain)
      await new Promise<void>((resolve) => link.once("drain", resolve).once("close", resolve));
    if (link !== this.#link) await this.ready();
  }

  close(): void {
    this.#isClosing = true;
    this.#endPause?.();
    this.#link?.destroy();
  }

  async #pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#endPause = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }

  /** Returns, when the link has closed, whether it stood long enough to be tried again at once. */
  async #use(link: Duplex): Promise<boolean> {
    const { onData, onOpen, onLost } = this.#options;
    if (this.#isClosing) {
      link.destroy();
      return false;
    }
    const openedMs = Date.now();
    if (link instanceof Socket) link.setKeepAlive(true, KEEP_ALIVE_MS);
    const closed = new Promise<void>((resolve) => link.once("close", () => resolve()));
    link.on("data", onData);
    this.#link = link;
    onOpen();
    this.#whenOpen?.();
    if (!link.destroyed) await closed;
    this.#link = undefined;
    if (!this.#isClosing) onLost();
    return Date.now() - openedMs >= STABLE_MS;
  }
}
