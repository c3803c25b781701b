import { net } from "../hardware";
import type { Emitter, NetServer, Socket } from "../types/espruino";
import { extras } from "./extras";
import { acceptFor, checkRequest, headerLine, UPGRADE, VERSION } from "./handshake";
import { hasToken, IS_HTTP, tokens, type Head, type Request } from "./head";
import { servePage, type OnPage } from "./http";
import { withDefaults, type ServerExtras, type ServerOptions } from "./options";
import { CloseCode } from "./protocol";
import { WebSocket, type Data, type End, type SendOptions } from "./websocket";

function isGuest(ws: WebSocket): boolean {
  return !ws.isPeer;
}

function addHeld(sum: number, ws: WebSocket): number {
  return sum + ws._claimed + ws.bufferedBytes;
}

function remove(list: WebSocket[], ws: WebSocket): void {
  const at = list.indexOf(ws);
  if (at >= 0) list.splice(at, 1);
}

export interface WebSocketServer extends Emitter {}

/**
 * A server for WebSockets. Event: `websocket(ws, request)`.
 */
export class WebSocketServer implements End {
  /** The open connections. */
  clients: WebSocket[] = [];
  readonly _options: ServerOptions & ServerExtras;
  readonly _server: NetServer;
  /** TCP connections that are no clients: within their handshake, or refused. The oldest comes first. */
  _others: WebSocket[] = [];
  /** Answers requests that are not for an upgrade. */
  declare _onPage?: OnPage;

  constructor(given?: Partial<ServerOptions & ServerExtras>) {
    this._options = withDefaults(given);
    this._server = net.createServer(this._onConnection.bind(this));
    this.on("connection", this._makeRoom);
  }

  /** Throws when the port cannot be had. */
  listen(port: number): this {
    this._server.listen(port);
    return this;
  }

  /** Stops listening, and closes all connections with 1001. */
  close(): void {
    this._server.close();
    this.clients.forEach(function (ws) {
      ws.close(CloseCode.GOING_AWAY);
    });
  }

  /** Sends a message to all clients, framed once. Returns how many took it. */
  broadcast(data: Data, options?: SendOptions): number {
    const bytes = this.clients.length ? this.clients[0]._frame(data, options) : "";
    return this.clients.filter(function (ws) {
      return ws._queue(bytes);
    }).length;
  }

  _onConnection(socket: Socket): void {
    const options = this._options;
    const others = this._others;
    // One that was reset at once has ended already, and its `close` came before anybody listened.
    if (socket.cls) {
      socket.end();
      return;
    }
    others.push(new WebSocket(this, options, socket));
    // Events are deferred: a request that has just come is read first, and may be the peer's.
    this.emit("connection");
  }

  /** One connection more: for it, the oldest handshake that is not done is dropped, if there are too many. */
  _makeRoom(): void {
    const options = this._options;
    const others = this._others;
    if (this._guests() + others.length > options.maxConnections)
      (others.shift() as WebSocket)._endSocket(true);
  }

  /** The clients but for the peer. */
  _guests(): number {
    return this.clients.filter(isGuest).length;
  }

  /** Whether there is memory for so many bytes more of this connection. */
  _hasRoom(ws: WebSocket, bytes: number): boolean {
    const most = this._options.maxTotalBytes;
    return !most || bytes + this.clients.reduce(addHeld, 0) <= (ws.isPeer ? most : most / 2);
  }

  /** Why a request for an upgrade is refused for want of a place, as status and reason; "" if it is not. */
  _placeProblem(isPeer: boolean): string {
    const options = this._options;
    return isPeer || (this._guests() < options.maxClients && (!options.minFreeVars || process.memory().free >= options.minFreeVars))
      ? ""
      : "503 full";
  }

  _onHead(ws: WebSocket, head: Head, isWhole: boolean): void {
    const options = this._options;
    const line = head.line;
    const request: Request = { method: line[0], url: line[1], headers: head.headers };
    const isUpgrade = hasToken(head.headers["upgrade"], "websocket");
    let problem = !isWhole ? "431 too long" : !head.isSound || !IS_HTTP.test(line[2]) ? "400 no HTTP" : "";
    if (extras && !problem && this._onPage && !isUpgrade) {
      servePage(this._onPage, ws, request);
      return;
    }
    if (!problem) problem = isUpgrade ? checkRequest(head) : "426 only WebSockets";
    if (!problem && options.verify) problem = "" + (options.verify(request) || "");
    ws.isPeer = !problem && !!options.isPeer && options.isPeer(request);
    if (!problem) problem = this._placeProblem(ws.isPeer);
    if (problem) {
      ws._write("HTTP/1.1 " + problem + "\r\nConnection: close\r\n" + UPGRADE + VERSION + (request.reply || "") + "\r\n");
      ws._endHttp(true);
    } else this._accept(ws, request);
  }

  _accept(ws: WebSocket, request: Request): void {
    const headers = request.headers;
    let answer =
      "HTTP/1.1 101 Switching Protocols\r\n" + UPGRADE +
      "Sec-WebSocket-Accept: " + acceptFor(headers["sec-websocket-key"]) + "\r\n" + (request.reply || "");
    if (extras) {
      const known = this._options.protocols || [];
      // The first of the client's list; of those known, if any are named.
      const protocol = tokens(headers["sec-websocket-protocol"]).filter(function (each) {
        return each && (!known.length || known.indexOf(each) >= 0);
      })[0];
      if (protocol) answer += headerLine("Sec-WebSocket-Protocol", protocol);
      ws.protocol = protocol;
    }
    ws._write(answer + "\r\n");
    remove(this._others, ws);
    this.clients.push(ws);
    this.emit("websocket", ws, request);
    ws._opened();
  }

  _onClosed(ws: WebSocket): void {
    remove(this.clients, ws);
    remove(this._others, ws);
  }
}
