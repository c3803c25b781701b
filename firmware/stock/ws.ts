import * as settings from "../settings";
import { clearTimer, setTimer, type Timer } from "../timer";
import type { Emitter, Socket, TimerId } from "../types/espruino";
import type { ClientOptions, Data, Request, SendOptions, ServerOptions, WebSocket, WebSocketServer } from "../ws";
import { ReadyState } from "../ws/websocket";
import type { HttpHandler, HttpRequest, HttpResponse, StockModule, StockServer, StockWebSocket } from "./types";

// What the roles use of the project's WebSocket module, on Espruino's stock `ws`: errors that are told and
// not thrown, deadlines, broadcasts, a limit of clients. What the stock module cannot do (binary messages,
// reading close codes …) it cannot do here either.

const HANDSHAKE_MS = 5000;
const CLOSE_MS = 2000;
/** When more waits to be sent, nothing is added. */
const MAX_BUFFERED_BYTES = 4096;
/** A peer for which nothing could be added so many times in a row does not read, and is dropped. */
const MAX_REFUSED = 5;
/** There was no close frame, or none that the stock module tells of. */
const ABNORMAL = 1006;

type ServerLimits = Pick<ServerOptions, "maxClients" | "isPeer">;

let options: ServerLimits = { maxClients: 8 };

/** A stock connection that knows by which one of ours it is used. */
interface AdoptedWebSocket extends StockWebSocket {
  _ws: StockConnection;
}

/**
 * A stock server with what the roles use of the project's `WebSocketServer`; an object around it would cost
 * 20 JsVars more. `#onconnect` is where Espruino keeps a handler that came with the server.
 */
interface StockServerEnd extends StockServer {
  clients: StockConnection[];
  broadcast(data: Data, options?: SendOptions): number;
  "#onconnect": HttpHandler;
  /** The stock module's handler of requests. */
  _answer: HttpHandler;
  /** The `emit` that calls handlers. */
  _emit: Emitter["emit"];
}

/** Lets go what a stock connection keeps of its handshake, a third of all that it holds. */
function letGo(stock: StockWebSocket): void {
  "key headers origin host port path protocol protocolVersion keepAlive".split(" ").forEach(function (name) {
    delete (stock as unknown as { [name: string]: unknown })[name];
  });
}

/** Answers whoever asks for a page. */
function onPage(_request: HttpRequest, response: HttpResponse): void {
  response.writeHead(426, { Upgrade: "websocket" });
  response.end();
}

/** Takes the place of the stock module's handler of requests, which keeps them, but tells nobody of their paths. */
function onRequest(this: StockServerEnd, request: HttpRequest, response: HttpResponse): void {
  response.url = request.url;
  this._answer(request, response);
  delete request.headers;
  delete request.method;
  delete request.url;
  delete response.headers;
}

/** Takes the place of a stock connection's `emit`. */
function onStock(this: AdoptedWebSocket, event: string, data: string | boolean): void {
  const ws = this._ws;
  const state = ws.readyState;
  const socket = this.socket as Socket;
  if (event === "close") ws._end();
  else if (event === "open" && state === ReadyState.CONNECTING) {
    ws.readyState = ReadyState.OPEN;
    clearTimer(ws);
    letGo(this);
    socket.removeAllListeners("connect");
    delete socket.opt;
    ws.emit(event);
    // A frame that came with the answer would else wait for the next one.
    setTimeout(this.parseData.bind(this, ""), 0);
  }
  // A server tells of its own pings too.
  else if (state === ReadyState.OPEN && (event === "message" || event === "pong" || (event === "ping" && !data)))
    ws.emit(event, data || "", false);
}

export interface StockConnection extends Emitter {}

/** One connection, at either end, with the methods and events of the project's `WebSocket`. */
export class StockConnection implements Timer {
  readyState: ReadyState;
  isPeer?: boolean;
  _stock?: StockWebSocket;
  _id?: TimerId;
  _refused = 0;

  /** With `_clients`, those of its server, the connection is open; without, at a client, it is not yet. */
  constructor(readonly _clients?: StockConnection[]) {
    this.readyState = _clients ? ReadyState.OPEN : ReadyState.CONNECTING;
    if (!_clients) this._deadline(HANDSHAKE_MS);
  }

  /** All that the stock module tells is told by `emit`; to take its place costs less than a handler each. */
  _adopt(stock: AdoptedWebSocket): void {
    this._stock = stock;
    stock._ws = this;
    stock.emit = onStock;
  }

  /** Sends a text. Returns whether it was taken. */
  send(data: Data, options?: SendOptions): boolean {
    return typeof data === "string" && !(options && options.binary) && this._write(data, 0x81);
  }

  /** Sends a ping. Returns whether it was taken. */
  ping(data?: string): boolean {
    return this._write(data || "", 0x89);
  }

  /** Sends a close frame, with 1000 if no code is given, and ends the connection. Returns whether it was sent. */
  close(code?: number, reason?: string): boolean {
    const status = code || 1000;
    const told = this._write(String.fromCharCode(status >> 8, status & 255) + (reason || ""), 0x88);
    if (told) {
      this._deadline(CLOSE_MS);
      this.readyState = ReadyState.CLOSING;
      this._endSocket(this._stock as StockWebSocket);
    } else if (this.readyState < ReadyState.CLOSING) this._end();
    return told;
  }

  /** As `close`, which does not wait for the peer either. */
  fail(code: number, reason: string): void {
    this.close(code, reason);
  }

  _write(text: string, first: number): boolean {
    const stock = this._stock as StockWebSocket;
    if (this.readyState !== ReadyState.OPEN || text.length > (first < 0x88 ? 65535 : 125)) return false;
    if (((stock.socket as Socket).dSnd || "").length > MAX_BUFFERED_BYTES) {
      if (++this._refused === MAX_REFUSED) this.terminate("reads too slowly");
      return false;
    }
    this._refused = 0;
    try {
      stock.send(text, first);
      return true;
    } catch {
      // It is ending; its `close` is on its way.
      return false;
    }
  }

  _deadline(ms: number): void {
    setTimer(this, this._onDeadline.bind(this), ms);
  }

  _onDeadline(): void {
    this.terminate(this.readyState === ReadyState.CONNECTING ? "no handshake in time" : "");
  }

  /** Ends the connection at once; `error` tells why, if that is one. */
  terminate(error?: string): void {
    if (error && this.readyState !== ReadyState.CLOSED) this.emit("error", { code: ABNORMAL, message: error });
    this._end();
  }

  /** The connection is over, whatever still waits to be sent. */
  _end(): void {
    const stock = this._stock;
    const clients = this._clients || [];
    const at = clients.indexOf(this);
    if (this.readyState === ReadyState.CLOSED) return;
    this.readyState = ReadyState.CLOSED;
    clearTimer(this);
    if (at >= 0) clients.splice(at, 1);
    if (stock) {
      if (stock.socket) stock.socket.dSnd = "";
      this._endSocket(stock);
    }
    this._stock = undefined;
    this.emit("close", ABNORMAL, "");
  }

  _endSocket(stock: StockWebSocket): void {
    try {
      // The TCP connection may stand already, but not be told to the stock module yet.
      if (stock.socket) stock.close();
      else stock.handshake = stock.close;
    } catch {
      // It is ending.
    }
  }
}

/** Sends a text to all clients. Returns how many took it. */
function broadcast(this: StockServerEnd, data: Data, options?: SendOptions): number {
  return this.clients.slice().filter(function (ws) {
    return ws.send(data, options);
  }).length;
}

/** Stops listening, and closes all connections with 1001. */
function closeAll(this: StockServerEnd): void {
  // Espruino's own `close` is behind this one.
  delete (this as Partial<StockServerEnd>).close;
  this.close();
  this.clients.slice().forEach(function (ws) {
    ws.close(1001);
  });
}

function isGuest(ws: StockConnection): boolean {
  return !ws.isPeer;
}

/** Takes the place of a stock server's `emit`, which is called for each new connection. */
function onClient(this: StockServerEnd, event: string, stock: AdoptedWebSocket): void {
  const clients = this.clients;
  const ws = new StockConnection(clients);
  const socket = stock.socket as HttpResponse;
  ws._adopt(stock);
  letGo(stock);
  // Nobody can prove anything here: the peer is known by the path that it asks for.
  const request = { url: socket.url, peerBoot: socket.url === "/" + settings.peerName ? "" : undefined } as Request;
  ws.isPeer = !!options.isPeer && options.isPeer(request);
  if (ws.isPeer || clients.filter(isGuest).length < options.maxClients) {
    clients.push(ws);
    this._emit(event, ws, request);
    delete socket.url;
  } else ws.close(1013, "all places taken");
}

let stockModule: StockModule;

export function useStockModule(stock: StockModule): void {
  stockModule = stock;
}

export function connect(host: string, options: Pick<ClientOptions, "port" | "path">): WebSocket {
  const ws = new StockConnection();
  try {
    ws._adopt(new stockModule(host, { port: options.port, path: options.path }) as AdoptedWebSocket);
  } catch (error) {
    // Told later, as whoever called has no handlers yet.
    setTimeout(ws.terminate.bind(ws, "" + error), 0);
  }
  return ws as unknown as WebSocket;
}

/** The stock module pings once a minute, and has nothing that can be set. */
export function setDefaults(): void {}

/** A board has one server, so its options are the module's. */
export function createServer(given?: Partial<ServerOptions>): WebSocketServer {
  if (given) options = given as ServerLimits;
  const server = stockModule.createServer(onPage) as StockServerEnd;
  server.clients = [];
  server.broadcast = broadcast;
  server.close = closeAll;
  // `on` would break `#onconnect`: in Espruino 2v29 it takes a function for a list of some.
  server._answer = server["#onconnect"];
  server["#onconnect"] = onRequest;
  server._emit = server.emit;
  server.emit = onClient;
  return server as unknown as WebSocketServer;
}
