import { createHash } from "node:crypto";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { RawSocket, SOON_MS } from "./raw-socket";
import type { EchoEnd } from "./runner";

/** The example of RFC 6455, section 1.2. */
export const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

export function acceptFor(key: string): string {
  return createHash("sha1").update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
}

export const REQUEST =
  "GET /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  `Sec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n`;

export function dial(port: number): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(new RawSocket(socket)));
    socket.once("error", reject);
  });
}

/** The peer of a server: dials it. */
export function serverEnd(port: number): EchoEnd {
  return {
    role: "server",
    async open() {
      const connection = await dial(port);
      await connection.write(Buffer.from(REQUEST));
      const head = await connection.readHead();
      if (!/^HTTP\/1\.1 101 /.test(head)) throw new Error(`expected status 101, not "${head}"`);
      return connection;
    }
  };
}

/** The answer to a client's request, as a server must give it. */
export function answerTo(request: string): string {
  const key = /^Sec-WebSocket-Key: (.*)$/im.exec(request)?.[1] ?? "";
  return (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    `Sec-WebSocket-Accept: ${acceptFor(key)}\r\n\r\n`
  );
}

/** The peer of a client: a server on a free port, which the client dials again after every connection. */
export class ClientEnd implements EchoEnd {
  readonly role = "client";
  readonly _waiting: RawSocket[] = [];
  _wake: () => void = () => {};
  readonly _server = createServer((socket: Socket) => {
    this._waiting.push(new RawSocket(socket));
    this._wake();
  });

  listen(): Promise<number> {
    return new Promise((resolve) =>
      this._server.listen(0, "127.0.0.1", () => resolve((this._server.address() as AddressInfo).port))
    );
  }

  /** The client's next connection, and the head of its request. */
  async accept(): Promise<{ connection: RawSocket; request: string }> {
    const deadline = Date.now() + SOON_MS;
    while (!this._waiting.length) {
      if (Date.now() > deadline) throw new Error(`the client did not connect within ${SOON_MS} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now());
        this._wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const connection = this._waiting.shift() as RawSocket;
    // On a busy computer the client may have given up one that nobody looked at yet.
    if (connection.hasEnded) return this.accept();
    return { connection, request: await connection.readHead() };
  }

  async open(): Promise<RawSocket> {
    const { connection, request } = await this.accept();
    await connection.write(Buffer.from(answerTo(request)));
    return connection;
  }

  close(): void {
    this._server.close();
    for (const each of this._waiting) each.destroy();
  }
}
