import type { WebSocket, WebSocketError } from "./ws";
import { WStype, type ConnectionOwner, type OwnedWebSocket } from "./ws-events";

/** Takes the place of a connection's `emit`; what an event carries is as `ws-stock.ts` has it. */
function tell(this: OwnedWebSocket, event: string, what: WebSocketError | string | number): void {
  const owner = this._owner;
  if (event === "error") owner._onEvent(this, WStype.ERROR, (what as WebSocketError).message, (what as WebSocketError).code);
  else if (event === "close") owner._onEvent(this, WStype.DISCONNECTED, "", what as number);
  else if (event === "open") owner._onEvent(this, WStype.CONNECTED, "");
  else owner._onEvent(this, event === "message" ? WStype.TEXT : event === "ping" ? WStype.PING : WStype.PONG, what as string);
}

/**
 * As `own.ts`, for connections on the stock module: at once, which they can bear as they tell of an event
 * last of all, and without a handler for each event, which saves a board 60 JsVars.
 */
export function own(ws: WebSocket, owner: ConnectionOwner): void {
  (ws as OwnedWebSocket)._owner = owner;
  ws.emit = tell;
}
