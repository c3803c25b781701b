import { backoffMs } from "./backoff";
import { own } from "./own";
import { setTimer } from "./timer";
import type { Globals, TimerId } from "./types/espruino";
import type { Data, WebSocket, WebSocketModule } from "./ws";
import { WStype, type ConnectionOwner } from "./ws-events";

export type ClientEventHandler = (type: WStype, payload: string, code?: number) => void;

/** After a link that stood so long, in s, the next attempt comes soon again. */
const STABLE_S = 10;

/**
 * Role: keep one connection to a server, and build it anew whenever it ends: after 0.5 s at first, 10 s
 * at most. The names are those of the Arduino library's `WebSocketsClient`.
 *
 * Espruino blocks while it connects to a host that is not there. So with `_ask`, which is to make the peer
 * say that it is there, nothing is tried before `reach` or `hurry` tell that it does.
 */
export class WsClient implements ConnectionOwner {
  _socket?: WebSocket;
  _handler!: ClientEventHandler;
  _timer?: TimerId;
  _attempt = 0;
  /** When the link was made, in s; 0 while there is none. */
  _since = 0;
  _host = "";
  _port = 0;
  _url = "";
  /** Whether there is to be a connection. */
  _wanted = false;
  /** Whether it only waits for the peer to be there. */
  _waiting = false;

  constructor(
    readonly _native: Globals,
    readonly _ws: WebSocketModule,
    readonly _ask?: () => void
  ) {}

  /** To be given before `begin`. */
  onEvent(handler: ClientEventHandler): void {
    this._handler = handler;
  }

  /** Connects to `ws://host:port/url`, and stays connected until `disconnect`. */
  begin(host: string, port: number, url: string): void {
    this.disconnect();
    this._host = host;
    this._port = port;
    this._url = url;
    this._attempt = 0;
    this._wanted = true;
    this._dial();
  }

  /** The server is there, at this address. */
  reach(host: string, port: number): void {
    const moved = host !== this._host || port !== this._port;
    this._host = host;
    this._port = port;
    if (this._waiting) this._connect();
    else if (moved && this._socket) this._socket.terminate("moved to " + host + ":" + port);
  }

  /** Closes the connection, with 1000 if no code is given, and stops building it anew. */
  disconnect(code?: number, reason?: string): void {
    const ws = this._socket;
    this._stop();
    // Without a code that cannot be sent, if it is one.
    if (ws && !ws.close(code, reason)) ws.close();
  }

  /** As `disconnect`, at once and without telling the server, which cannot be told. */
  close(reason: string): void {
    this._stop();
    if (this._socket) this._socket.terminate(reason);
  }

  /** Tries at once, if it waits to try again. */
  hurry(): void {
    if (this._host && (this._waiting || this._timer)) this._connect();
  }

  isConnected(): boolean {
    return this._since > 0;
  }

  /** Sends a text. Returns whether it was taken. */
  sendTXT(text: string): boolean {
    return !!this._socket && this._socket.send(text);
  }

  /** Sends bytes. Returns whether they were taken. */
  sendBIN(data: Data): boolean {
    return !!this._socket && this._socket.send(data, { binary: true });
  }

  /** Sends a ping, with at most 125 bytes. Returns whether it was taken. */
  sendPing(payload?: string): boolean {
    return !!this._socket && this._socket.ping(payload);
  }

  _stop(): void {
    this._wanted = this._waiting = false;
    this._since = 0;
    setTimer(this);
  }

  _dial(): void {
    if (this._ask) {
      this._waiting = true;
      this._ask();
    } else this._connect();
  }

  _connect(): void {
    const ws = new this._ws(this._host, { port: this._port, path: this._url });
    setTimer(this);
    this._waiting = false;
    this._socket = ws;
    own(ws, this);
  }

  _onEvent(ws: WebSocket, type: WStype, payload: string, code?: number): void {
    if (ws !== this._socket) return;
    if (type === WStype.CONNECTED) {
      this._since = this._native.getTime();
      payload = this._url;
    } else if (type === WStype.DISCONNECTED) {
      this._socket = undefined;
      this._retry();
    }
    this._handler(type, payload, code);
  }

  _retry(): void {
    const native = this._native;
    if (this._since && native.getTime() - this._since >= STABLE_S) this._attempt = 0;
    this._since = 0;
    if (this._wanted) setTimer(this, this._dial, backoffMs(this._attempt++, 500, 10000, native.E.hwRand()));
  }
}
