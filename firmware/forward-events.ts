import type { WebSocket, WebSocketError } from "./ws";
import { WStype, type ConnectionHandler } from "./ws-events";

/** A connection that knows who is told of its events: shared handlers need no closures, which would cost memory. */
export interface ForwardingWebSocket extends WebSocket {
  _handler: ConnectionHandler;
}

function onOpen(this: ForwardingWebSocket): void {
  this._handler(this, WStype.CONNECTED, "");
}

function onMessage(this: ForwardingWebSocket, data: string, isBinary: boolean): void {
  this._handler(this, isBinary ? WStype.BIN : WStype.TEXT, data);
}

function onPing(this: ForwardingWebSocket, data: string): void {
  this._handler(this, WStype.PING, data);
}

function onPong(this: ForwardingWebSocket, data: string): void {
  this._handler(this, WStype.PONG, data, this.roundTripMs);
}

function onError(this: ForwardingWebSocket, error: WebSocketError): void {
  this._handler(this, WStype.ERROR, error.message, error.code);
}

function onClose(this: ForwardingWebSocket, code: number, reason: string): void {
  this._handler(this, WStype.DISCONNECTED, reason, code);
}

/** Calls `handler` for every event of a connection. */
export function forwardEvents(ws: WebSocket, handler: ConnectionHandler): void {
  (ws as ForwardingWebSocket)._handler = handler;
  ws.on("open", onOpen);
  ws.on("message", onMessage);
  ws.on("ping", onPing);
  ws.on("pong", onPong);
  ws.on("error", onError);
  ws.on("close", onClose);
}
