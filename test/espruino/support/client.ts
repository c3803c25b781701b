import { once } from "node:events";
import WebSocket from "ws";

/** For the server to answer, to refuse, or to send something. */
const ANSWER_MS = 5000;

/** A further WebSocket client of a board. */
export class Client {
  /** The first message; rejects after a while without. */
  readonly firstMessage: Promise<string>;
  /** How the server refused the client or ended its connection; rejects if it did not. */
  readonly refusal: Promise<string>;

  private constructor(private readonly socket: WebSocket) {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const refused = once(socket, "unexpected-response", { signal }).then(([, answer]) => `HTTP ${answer.statusCode}`);
    const closed = once(socket, "close", { signal }).then(([code]) => `closed with ${code}`);
    this.refusal = Promise.race([refused, closed]);
    this.firstMessage = once(socket, "message", { signal }).then(([data]) => String(data));
    // Whoever does not ask is not told.
    for (const promise of [refused, closed, this.refusal, this.firstMessage]) promise.catch(() => {});
    socket.on("error", () => {});
  }

  /** Returns once the server has answered the handshake. */
  static async open(port: number): Promise<Client> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    const client = new Client(socket);
    const signal = AbortSignal.timeout(ANSWER_MS);
    await Promise.race([once(socket, "open", { signal }), once(socket, "unexpected-response", { signal })]);
    return client;
  }

  /** Ends the TCP connection, without a close frame. */
  breakOff(): void {
    this.socket.terminate();
  }
}
