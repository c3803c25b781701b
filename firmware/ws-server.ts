import { own } from "./own";
import { retry, setTimer } from "./timer";
import type { Globals, TimerId } from "./types/espruino";
import type { Data, Request, WebSocket, WebSocketModule, WebSocketServer } from "./ws";
import { WStype, type ConnectionOwner } from "./ws-events";

export type ServerEventHandler = (num: number, type: WStype, payload: string, code?: number) => void;

/**
 * Role: serve the peer and any other WebSocket client. Each client has a number from 0 on, which is
 * free again when it has gone. The names are those of the Arduino library's `WebSocketsServer`.
 */
export class WsServer implements ConnectionOwner {
  _server?: WebSocketServer;
  _clients: (WebSocket | undefined)[] = [];
  _handler!: ServerEventHandler;
  _timer?: TimerId;
  _attempt = 0;
  _port = 0;

  constructor(
    readonly _native: Globals,
    readonly _ws: WebSocketModule
  ) {}

  /** To be given before `begin`. */
  onEvent(handler: ServerEventHandler): void {
    this._handler = handler;
  }

  /** Serves on `port`; a port that cannot be had is tried again, after 1 s at first, 30 s at most. */
  begin(port: number): void {
    this._port = port;
    this._listen();
  }

  _listen(): void {
    const port = this._port;
    const server = this._ws.createServer();
    try {
      server.listen(port);
    } catch (error) {
      retry(this, "Server: port " + port + ": " + error, this._listen);
      return;
    }
    this._attempt = 0;
    this._server = server;
    server.on("websocket", this._onClient.bind(this));
  }

  /** Stops serving and ends all connections, at once and without telling the clients. */
  close(reason: string): void {
    setTimer(this);
    this._clients.forEach(function (ws) {
      if (ws) ws.terminate(reason);
    });
    if (this._server) this._server.close();
    this._server = undefined;
  }

  /** Sends a text to one client. Returns whether it was taken. */
  sendTXT(num: number, text: string): boolean {
    const ws = this._clients[num];
    return !!ws && ws.send(text);
  }

  /** Sends bytes to one client. Returns whether they were taken. */
  sendBIN(num: number, data: Data): boolean {
    const ws = this._clients[num];
    return !!ws && ws.send(data, { binary: true });
  }

  /** Sends a text to all clients. Returns how many took it. */
  broadcastTXT(text: string): number {
    return this._server ? this._server.broadcast(text) : 0;
  }

  /** Sends bytes to all clients. Returns how many took them. */
  broadcastBIN(data: Data): number {
    return this._server ? this._server.broadcast(data, { binary: true }) : 0;
  }

  /** Sends a ping, with at most 125 bytes. Returns whether it was taken. */
  sendPing(num: number, payload?: string): boolean {
    const ws = this._clients[num];
    return !!ws && ws.ping(payload);
  }

  /** Closes a client's connection, with 1000 if no code is given. */
  disconnect(num: number, code?: number, reason?: string): void {
    const ws = this._clients[num];
    if (ws) ws.close(code, reason);
  }

  /** Ends a client's connection at once and without telling it. */
  terminate(num: number, reason: string): void {
    const ws = this._clients[num];
    if (ws) ws.terminate(reason);
  }

  connectedClients(): number {
    return this._clients.filter(Boolean).length;
  }

  _onClient(ws: WebSocket, request: Request): void {
    let num = 0;
    while (this._clients[num]) num++;
    this._clients[num] = ws;
    own(ws, this);
    this._handler(num, WStype.CONNECTED, request.url);
  }

  _onEvent(ws: WebSocket, type: WStype, payload: string, code?: number): void {
    const num = this._clients.indexOf(ws);
    if (type === WStype.DISCONNECTED) this._clients[num] = undefined;
    this._handler(num, type, payload, code);
  }
}
