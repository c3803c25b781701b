import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { DeployError } from "../console/failure";
import { openPort } from "../console/open-port";
import type { Port } from "../console/port";
import { claimPort, PortHeld, type Claim } from "../console/port-claim";

export interface ConnectionOptions {
  port: Port;
  onData: (data: Buffer) => void;
  onOpen: () => void;
  /** The port was open, and is not any more. */
  onLost: () => void;
  /** It cannot be opened, in one line that says why; not said again for the same reason. */
  onFailed: (reason: string) => void;
  /** Another command uses the port; it is opened again afterwards. */
  onLent: (to: string) => void;
  /** What a test has in place of the port's own way. */
  open?: (port: Port, connectMs: number) => Promise<Duplex>;
  /** The same, for the claim on it. */
  claim?: typeof claimPort;
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

/** While another tool uses the port. */
interface Loan {
  /** Resolved when it is back. */
  over: Promise<void>;
  end: () => void;
  /** Called when the port is closed. */
  onClosed: () => void;
}

/** A board's console, opened again whenever it is lost. It gives way to the other tools of this project. */
export class Connection {
  readonly #options: ConnectionOptions;
  #link?: Duplex;
  #whenOpen?: () => void;
  #isClosing = false;
  #endPause?: () => void;
  #claim?: Claim;
  #loan?: Loan;

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
      if (await this.#away()) attempt = 0;
      if (this.#isClosing) break;
      try {
        const link = await open(port, CONNECT_MS);
        lastReason = "";
        if (await this.#use(link)) attempt = 0;
      } catch (error) {
        if (!(error instanceof DeployError) || error.code === "NO_SERIALPORT") throw error;
        if (error.message !== lastReason && !this.#isClosing && !this.#loan) onFailed(error.message);
        lastReason = error.message;
      }
      if (!this.#isClosing && !this.#loan) await this.#pause(Math.min(FIRST_MS * 2 ** attempt, CAP_MS));
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
    this.#loan?.end();
    this.#claim?.release();
    this.#endPause?.();
    this.#link?.destroy();
  }

  /** Waits while another tool has the port, and returns whether one had. */
  async #away(): Promise<boolean> {
    let wasAway = false;
    while (!this.#claim && !this.#isClosing) {
      try {
        const claim = await (this.#options.claim ?? claimPort)(this.#options.port, {
          name: "npm run monitor",
          giveWay: (to) => this.#lend(to),
          takeBack: () => this.#loan?.end()
        });
        if (this.#isClosing) claim.release();
        else this.#claim = claim;
      } catch (error) {
        if (!(error instanceof PortHeld)) throw error;
        wasAway = true;
        this.#options.onLent(error.by);
        await Promise.race([error.ended, new Promise<void>((resolve) => (this.#endPause = resolve))]);
      }
    }
    if (!this.#loan) return wasAway;
    this.#loan.onClosed();
    await this.#loan.over;
    this.#loan = undefined;
    return true;
  }

  /** Resolves when the port is closed. */
  #lend(to: string): Promise<void> {
    this.#options.onLent(to);
    return new Promise((resolve) => {
      let end: () => void = () => undefined;
      const over = new Promise<void>((onOver) => (end = onOver));
      this.#loan = { over, end, onClosed: resolve };
      this.#endPause?.();
      this.#link?.destroy();
    });
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
    if (this.#isClosing || this.#loan) {
      const gone = new Promise<void>((resolve) => link.once("close", () => resolve()));
      link.destroy();
      if (!link.closed) await gone;
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
    if (!this.#isClosing && !this.#loan) onLost();
    return Date.now() - openedMs >= STABLE_MS;
  }
}
