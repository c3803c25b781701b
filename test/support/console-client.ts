import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** For the console to show something. */
const SHOW_MS = 3000;

/** Somebody at the console of a board. */
export class ConsoleClient {
  #heard = "";
  readonly #socket: Socket;

  /** Resolved when the other end has closed. */
  readonly closed: Promise<unknown>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = once(socket, "close");
    socket.setEncoding("latin1").on("data", (data) => (this.#heard += String(data)));
    socket.on("error", () => {});
  }

  /** `name` as in `tcp://127.0.0.1:2323`; returns when the prompt is there. */
  static async open(name: string): Promise<ConsoleClient> {
    const { hostname, port } = new URL(name);
    const socket = connect(Number(port), hostname);
    const client = new ConsoleClient(socket);
    await once(socket, "connect");
    await client.shows(/>$/);
    return client;
  }

  type(text: string): void {
    this.#socket.write(text, "latin1");
  }

  /** Waits until what came since the last call matches, and returns all of it. */
  async shows(pattern: RegExp): Promise<string> {
    const signal = AbortSignal.timeout(SHOW_MS);
    while (!pattern.test(this.#heard)) {
      await once(this.#socket, "data", { signal }).catch(() => {
        throw new Error(`expected ${pattern} on the console, got ${JSON.stringify(this.#heard)}`);
      });
    }
    const heard = this.#heard;
    this.#heard = "";
    return heard;
  }

  close(): void {
    this.#socket.destroy();
  }
}
