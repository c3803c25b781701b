import type { WebSocket } from "./ws";

/**
 * The kinds of events of both WebSocket roles, by the names of the Arduino library's `WStype_…`.
 *
 * | kind         | payload          | code                                       |
 * | ------------ | ---------------- | ------------------------------------------ |
 * | ERROR        | what went wrong  | close code, or HTTP status of a refusal    |
 * | DISCONNECTED | the reason given | close code (1006: there was no close frame) |
 * | CONNECTED    | path of the URL  |                                            |
 * | TEXT, BIN    | the message      |                                            |
 * | PING, PONG   | its payload      | of a pong: the round trip, in ms, if known |
 */
export const enum WStype {
  ERROR,
  DISCONNECTED,
  CONNECTED,
  TEXT,
  BIN,
  PING,
  PONG
}

/** Called for every event of a connection. */
export type ConnectionHandler = (ws: WebSocket, type: WStype, payload: string, code?: number) => void;
