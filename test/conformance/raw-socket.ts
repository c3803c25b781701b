import type { Socket } from "node:net";
import { decode, type Frame } from "./wire";

/** For anything that the other end should do at once. */
export const SOON_MS = 5000;

/** A TCP connection that is read by waiting, each time with a deadline. */
export class RawSocket {
  _bytes = Buffer.alloc(0);
  _ended = false;
  _wake: () => void = () => {};

  constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on("data", (data) => {
      this._bytes = Buffer.concat([this._bytes, data]);
      this._wake();
    });
    const end = () => {
      this._ended = true;
      this._wake();
    };
    socket.on("end", end);
    socket.on("close", end);
    // A reset is one way to end; who expects more than an end finds it missing.
    socket.on("error", end);
  }

  async write(bytes: Buffer, chop = bytes.length || 1): Promise<void> {
    for (let at = 0; at < bytes.length; at += chop) {
      if (!this.socket.writable) return;
      this.socket.write(bytes.subarray(at, at + chop));
      if (chop < bytes.length) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The HTTP head that comes, without its empty line. */
  async readHead(): Promise<string> {
    const at = await this._until("an HTTP head", () => {
      const found = this._bytes.indexOf("\r\n\r\n");
      return found < 0 ? undefined : found;
    });
    if (at === undefined) throw new Error(`the connection ended within an HTTP head: "${this._bytes}"`);
    const head = this._bytes.toString("latin1", 0, at);
    this._bytes = this._bytes.subarray(at + 4);
    return head;
  }

  /** The next frame, or `undefined` at the end of the connection. */
  async readFrame(): Promise<Frame | undefined> {
    const found = await this._until("a frame", () => decode(this._bytes));
    if (found) this._bytes = this._bytes.subarray(found.size);
    else if (this._bytes.length) throw new Error(`the connection ended within a frame: ${this._bytes.toString("hex")}`);
    return found?.frame;
  }

  /** Waits for the other end to end the connection, and returns what it sent before. */
  async readToEnd(withinMs = SOON_MS): Promise<Buffer> {
    await this._until("the end of the connection", () => undefined, withinMs);
    return this._bytes;
  }

  get hasEnded(): boolean {
    return this._ended;
  }

  destroy(): void {
    this.socket.destroy();
  }

  async _until<T>(what: string, find: () => T | undefined, withinMs = SOON_MS): Promise<T | undefined> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const found = find();
      if (found !== undefined || this._ended) return found;
      const leftMs = deadline - Date.now();
      if (leftMs <= 0)
        throw new Error(`expected ${what} within ${withinMs} ms; so far came "${this._bytes.toString("hex")}"`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this._wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
