import { net } from "../hardware";
import type { Emitter, NetServer, Socket } from "../types/espruino";
import { extras } from "./extras";
import { acceptFor, checkRequest, headerLine, UPGRADE, VERSION } from "./handshake";
import { hasToken, tokens, type Head, type Request } from "./head";
import { servePage, type OnPage } from "./http";
import { withDefaults, type ServerExtras, type ServerOptions } from "./options";
import { CloseCode } from "./protocol";
import { WebSocket, type Data, type End, type SendOptions } from "./websocket";

export interface WebSocketServer extends Emitter {}

/**
 * A server for WebSockets. Event: `websocket(ws, request)`.
 */
export class WebSocketServer implements End {
  /** The open connections. */
  clients: WebSocket[] = [];
  readonly _options: ServerOptions & ServerExtras;
  readonly _server: NetServer;
  /** TCP connections, whatever their state. */
  _connections = 0;
  /** Answers requests that are not for an upgrade. */
  declare _onPage?: OnPage;

  constructor(given?: Partial<ServerOptions & ServerExtras>) {
    this._options = withDefaults(given);
    this._server = net.createServer(this._onConnection.bind(this));
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
    // One that was reset at once has ended already, and its `close` came before anybody listened.
    if (socket.cls || this._connections >= this._options.maxConnections) socket.end();
    else {
      this._connections++;
      new WebSocket(this, this._options, socket);
    }
  }

  _onHead(ws: WebSocket, head: Head | undefined, problem: string): void {
    const options = this._options;
    if (head) {
      const request = { method: head.line[0], url: head.line[1], headers: head.headers };
      const upgrade = hasToken(head.headers["upgrade"], "websocket");
      if (extras && this._onPage && !upgrade) {
        servePage(this._onPage, ws, request);
        return;
      }
      problem = upgrade ? checkRequest(head) : "426 only WebSockets";
      if (!problem && this.clients.length >= options.maxClients) problem = "503 full";
      if (extras && !problem && options.verify) problem = "" + (options.verify(request) || "");
      if (!problem) {
        this._accept(ws, request);
        return;
      }
    }
    ws._write("HTTP/1.1 " + problem + "\r\nConnection: close\r\n" + UPGRADE + VERSION + "\r\n");
    ws._endHttp();
  }

  _accept(ws: WebSocket, request: Request): void {
    const headers = request.headers;
    let answer =
      "HTTP/1.1 101 Switching Protocols\r\n" + UPGRADE +
      "Sec-WebSocket-Accept: " + acceptFor(headers["sec-websocket-key"]) + "\r\n";
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
    this.clients.push(ws);
    this.emit("websocket", ws, request);
    ws._opened();
  }

  _onClosed(ws: WebSocket): void {
    const at = this.clients.indexOf(ws);
    this._connections--;
    if (at >= 0) this.clients.splice(at, 1);
  }
}
