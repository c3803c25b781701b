import type { ForwardingWebSocket } from "../forward-events";
import type { WebSocket, WebSocketError } from "../ws";
import { WStype, type ConnectionHandler } from "../ws-events";

/** Takes the place of a connection's `emit`; what an event carries is as `ws.ts` has it. */
function emit(this: ForwardingWebSocket, event: string, what: WebSocketError | string | number): void {
  const error = what as WebSocketError;
  if (event === "error") this._handler(this, WStype.ERROR, error.message, error.code);
  else if (event === "close") this._handler(this, WStype.DISCONNECTED, "", what as number);
  else if (event === "open") this._handler(this, WStype.CONNECTED, "");
  else this._handler(this, event === "message" ? WStype.TEXT : event === "ping" ? WStype.PING : WStype.PONG, what as string);
}

/**
 * As `forward-events.ts`, for connections on the stock module: at once, which they can bear as they tell of an
 * event last of all, and without a handler for each event, which saves a board 60 JsVars.
 */
export function forwardEvents(ws: WebSocket, handler: ConnectionHandler): void {
  (ws as ForwardingWebSocket)._handler = handler;
  ws.emit = emit;
}
