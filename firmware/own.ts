import type { WebSocket, WebSocketError } from "./ws";
import { WStype, type ConnectionOwner, type OwnedWebSocket } from "./ws-events";

function onOpen(this: OwnedWebSocket): void {
  this._owner._onEvent(this, WStype.CONNECTED, "");
}

function onMessage(this: OwnedWebSocket, data: string, isBinary: boolean): void {
  this._owner._onEvent(this, isBinary ? WStype.BIN : WStype.TEXT, data);
}

function onPing(this: OwnedWebSocket, data: string): void {
  this._owner._onEvent(this, WStype.PING, data);
}

function onPong(this: OwnedWebSocket, data: string): void {
  this._owner._onEvent(this, WStype.PONG, data, this.roundTripMs);
}

function onError(this: OwnedWebSocket, error: WebSocketError): void {
  this._owner._onEvent(this, WStype.ERROR, error.message, error.code);
}

function onClose(this: OwnedWebSocket, code: number, reason: string): void {
  this._owner._onEvent(this, WStype.DISCONNECTED, reason, code);
}

/** Tells `owner` of all events of a connection, by handlers that all connections share. */
export function own(ws: WebSocket, owner: ConnectionOwner): void {
  (ws as OwnedWebSocket)._owner = owner;
  ws.on("open", onOpen);
  ws.on("message", onMessage);
  ws.on("ping", onPing);
  ws.on("pong", onPong);
  ws.on("error", onError);
  ws.on("close", onClose);
}
