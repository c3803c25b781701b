import { uptime } from "./clock";
import { say } from "./console";
import type { WebSocket } from "./ws";
import { CloseCode } from "./ws/protocol";
import { ReadyState } from "./ws/websocket";

// What guests may do: anybody in the network can be one, and neither the board nor its console is theirs alone.

/** The most messages and pings of one guest in a second. */
const MOST_PER_S = 20;
/** The most console lines of all guests together in a second; a serial console carries some 350. */
const MOST_LINES_PER_S = 10;

/** A guest's connection, with what it sent within the current second. */
interface GuestWebSocket extends WebSocket {
  _secondS?: number;
  _count?: number;
}

let linesS = 0;
let lines = 0;
let hidden = 0;

/** Counts a message or a ping of a guest. Returns whether it is served; a guest that sends too much is closed with 1008. */
export function mayAsk(ws: GuestWebSocket): boolean {
  const second = Math.floor(uptime());
  // What it sent before it was closed may still be told.
  if (ws.readyState !== ReadyState.OPEN) return false;
  if (ws._secondS !== second) {
    ws._secondS = second;
    ws._count = 0;
  }
  if (++(ws._count as number) <= MOST_PER_S) return true;
  ws.fail(CloseCode.POLICY_VIOLATION, "too many messages");
  return false;
}

/** Prints a line that a guest caused, or only counts it if there are too many. */
export function sayOfGuest(line: string): void {
  const second = Math.floor(uptime());
  if (linesS !== second) {
    if (hidden) say("Guests: " + hidden + " more messages");
    linesS = second;
    lines = hidden = 0;
  }
  if (lines++ < MOST_LINES_PER_S) say(line);
  else hidden++;
}
