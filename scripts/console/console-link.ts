import type { Duplex } from "node:stream";
import { askBoard, NoAnswer } from "./board-console";
import { parseState, STATE, type BoardState } from "./board-state";
import { failure, quoted, seconds } from "./failure";
import { openPort } from "./open-port";
import type { Port } from "./port";
import { claimPort, PortHeld, type Claim } from "./port-claim";
import type { SerialPortClass } from "./serial-link";

export interface LinkDeadlines {
  /** To open the port. */
  connectMs: number;
  /** For the first answer: a board boots in 4 s, and is deaf for 9 s while it dials a peer that is gone. */
  answerMs: number;
  /** Between two questions. */
  repeatMs: number;
}

/** So much of what came last is kept. */
const HEARD_CHARS = 4000;

/** A board's console: opened when it is used, and anew when it was lost. */
export class ConsoleLink {
  /** What came last, for the board's own words. */
  heard = "";
  #stream?: Duplex;
  #claim?: Claim;

  /** `user` is the command that uses it, for others that want the port. */
  constructor(
    readonly port: Port,
    readonly user: string,
    readonly deadlines: LinkDeadlines,
    readonly load?: () => Promise<SerialPortClass | undefined>
  ) {}

  /** Throws a DeployError. */
  async open(): Promise<Duplex> {
    if (this.#stream && !this.#stream.destroyed) return this.#stream;
    this.#claim ??= await this.#claimed();
    const stream = await openPort(this.port, this.deadlines.connectMs, this.load);
    stream.on("data", (data: Buffer) => {
      this.heard = (this.heard + data.toString("latin1")).slice(-HEARD_CHARS);
    });
    this.#stream = stream;
    return stream;
  }

  get isOpen(): boolean {
    return !!this.#stream && !this.#stream.destroyed;
  }

  /** Throws a DeployError when it cannot be opened, and a NoAnswer. */
  async ask(expression: string, answerMs: number, interrupt = false): Promise<unknown> {
    return askBoard(await this.open(), expression, { answerMs, repeatMs: this.deadlines.repeatMs, interrupt });
  }

  /** Asks somebody unknown whether there is a board; throws a DeployError unless it is an Espruino that answers. */
  async meet(): Promise<BoardState> {
    const { name } = this.port;
    const { answerMs } = this.deadlines;
    try {
      return parseState(await this.ask(STATE, answerMs, true));
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (error.reason === "silent") throw failure("SILENT", name, { time: seconds(answerMs) });
      if (/password>/.test(error.heard)) throw failure("LOCKED", name);
      const prompt = /^[\s>]*$/.test(error.heard);
      if (error.reason === "stranger" || !prompt) throw failure("NOT_ESPRUINO", name, { heard: quoted(error.heard) });
      throw failure("CONNECTION_LOST", name, { when: "before the board answered" });
    }
  }

  /** The port is free for others. */
  async close(): Promise<void> {
    await this.hangUp();
    this.#claim?.release();
    this.#claim = undefined;
  }

  async #claimed(): Promise<Claim> {
    try {
      return await claimPort(this.port, { name: this.user });
    } catch (error) {
      throw error instanceof PortHeld ? failure("PORT_HELD", this.port.name, { by: error.by }) : error;
    }
  }

  /** The connection ends, so that it can be opened anew; others still have to wait. */
  hangUp(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    if (!stream || stream.closed) return Promise.resolve();
    return new Promise((resolve) => {
      stream.once("close", () => {
        resolve();
      });
      stream.destroy();
    });
  }
}
