import type { WebSocket } from "./ws";
import { WStype, type ConnectionOwner } from "./ws-events";

interface OwnedConnection extends WebSocket {
  _owner: ConnectionOwner;
}

/** Takes the place of a connection's `emit`; what an event carries is as `ws-stock.ts` has it. */
function tell(this: OwnedConnection, event: string, what: { code: number; message: string } | string | number): void {
  const owner = this._owner;
  if (event === "error") owner._onEvent(this, WStype.ERROR, (what as { message: string }).message, (what as { code: number }).code);
  else if (event === "close") owner._onEvent(this, WStype.DISCONNECTED, "", what as number);
  else if (event === "open") owner._onEvent(this, WStype.CONNECTED, "");
  else owner._onEvent(this, event === "message" ? WStype.TEXT : event === "ping" ? WStype.PING : WStype.PONG, what as string);
}

/**
 * As `own.ts`, for connections on the stock module: at once, which they can bear as they tell of an event
 * last of all, and without a handler for each event, which saves a board 60 JsVars.
 */
export function own(ws: WebSocket, owner: ConnectionOwner): void {
  (ws as OwnedConnection)._owner = owner;
  ws.emit = tell;
}
