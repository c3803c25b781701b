import { connect, type Socket } from "node:net";

/** For any answer of the program. */
const ANSWER_MS = 60000;

/** Most bytes of answers that may be missing: far more than a burst of small messages, and far less than a server queues. */
const WINDOW_BYTES = 262144;

const REQUEST =
  "GET / HTTP/1.1\r\nHost: board\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

/** A masked text, as any client sends it. */
export function textFrame(text: string): Buffer {
  const size = text.length;
  const head = size < 126 ? [0x81, 128 | size] : [0x81, 254, size >> 8, size & 255];
  const mask = [0x37, 0xfa, 0x21, 0x3d];
  return Buffer.from([...head, ...mask, ...Buffer.from(text).map((byte, i) => byte ^ mask[i & 3])]);
}

/** Bytes of a server's frame with a payload of so many. */
export function answerBytes(size: number): number {
  return size + (size < 126 ? 2 : 4);
}

/** A client that counts bytes, so that its own work is next to none. */
export class Peer {
  #received = 0;
  #wanted = Infinity;
  #wake: () => void = () => {};

  private constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on("data", (data) => {
      this.#received += data.length;
      if (this.#received >= this.#wanted) this.#wake();
    });
    socket.on("error", () => {});
  }

  /** Resolves when the opening handshake is done. */
  static connect(port: number): Promise<Peer> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      let head = "";
      const take = (data: Buffer): void => {
        head += data.toString("latin1");
        if (!head.endsWith("\r\n\r\n")) return;
        socket.off("data", take);
        resolve(new Peer(socket));
      };
      socket.on("data", take);
      socket.once("error", reject);
      socket.write(REQUEST);
    });
  }

  /** Resolves when so many more bytes have come. */
  receives(bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`expected ${bytes} bytes within ${ANSWER_MS} ms, got ${this.#received}`));
      }, ANSWER_MS);
      this.#wanted = bytes;
      this.#wake = () => {
        clearTimeout(timer);
        this.#received -= bytes;
        this.#wanted = Infinity;
        resolve();
      };
      if (this.#received >= bytes) this.#wake();
    });
  }

  close(): void {
    this.socket.destroy();
  }
}

/** Has the first peer send a frame so often, at once but for the window, and all of them receive so many bytes for each. */
export async function exchange(peers: Peer[], frame: Buffer, bytes: number, count: number): Promise<void> {
  const most = Math.max(1, Math.floor(WINDOW_BYTES / bytes));
  const receive = (frames: number): Promise<unknown> => Promise.all(peers.map((peer) => peer.receives(frames * bytes)));
  for (let sent = 0, received = 0; received < count; ) {
    const frames = Math.min(most - (sent - received), count - sent);
    if (frames > 0) peers[0].socket.write(Buffer.concat(Array.from({ length: frames }, () => frame)));
    sent += Math.max(frames, 0);
    // Half of them, so that there always is work.
    const wanted = sent === count ? count - received : Math.ceil((sent - received) / 2);
    await receive(wanted);
    received += wanted;
  }
}
