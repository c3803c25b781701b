import type { Emitter, Socket } from "../types/espruino";

/**
 * The part of Espruino's stock `ws` module (`modules/ws.js` of `espruino/EspruinoDocs`) that the adapter
 * `ws.ts` uses.
 */
export interface StockModule {
  /** Throws what `net.connect` throws. */
  new (host: string, options: { port?: number; path?: string }): StockWebSocket;
  createServer(onPage: HttpHandler): StockServer;
}

/**
 * Events: `open()`, `message(text)`, `ping(isOwn)`, `pong()`, `close()`, `rawData(bytes)` for all that
 * comes, in front of the event that it makes.
 */
export interface StockWebSocket extends Emitter {
  /** `null` until the TCP connection stands; an `HttpResponse` at a server. */
  socket: (Socket & Partial<HttpResponse>) | null;
  /** Called once the TCP connection stands. */
  handshake(): void;
  parseData(bytes: string): void;
  /** Throws while there is no TCP connection, and once it is ending. `opcode` is the frame's first byte. */
  send(text: string, opcode?: number): void;
  /** Ends the TCP connection, without a close frame. Throws like `send`. */
  close(): void;
}

/** An `http` server. Event: `websocket(StockWebSocket)`. */
export interface StockServer extends Emitter {
  listen(port: number): StockServer;
  close(): void;
}

export type HttpHandler = (request: HttpRequest, response: HttpResponse) => void;

/** A request to Espruino's `http`. */
export interface HttpRequest {
  method?: string;
  url?: string;
  headers?: object;
}

/** An answer of Espruino's `http`. */
export interface HttpResponse {
  /** Where `ws.ts` notes that of the request. */
  url?: string;
  headers?: object;
  writeHead(status: number, headers: object): void;
  end(data?: string): void;
}
