import { backoffMs } from "./backoff";
import { uptime } from "./clock";
import { forwardEvents } from "./forward-events";
import { clearTimer, setTimer, type Timer } from "./timer";
import { connect, type Data, type WebSocket } from "./ws";
import { WStype } from "./ws-events";
import { NO_ANSWER } from "./ws/protocol";

// Role: keep one connection to a server, and build it anew whenever it ends: after 0.5 s at first, 10 s at
// most. The names are those of the Arduino library's `WebSocketsClient`.

export type ClientEventHandler = (type: WStype, payload: string, code?: number) => void;

/** A link that stood for this long, in s, resets the back-off. */
const STABLE_S = 10;

let socket: WebSocket | undefined;
let eventHandler: ClientEventHandler;
let ask: (() => void) | undefined;
const timer: Timer = {};
let attempt = 0;
/** When the link was made, in s; 0 while there is none. */
let since = 0;
let host = "";
let port = 0;
let url = "";
/** Whether there is to be a connection. */
let wanted = false;
/** Whether it only waits for the peer to be there. */
let waiting = false;
/** Whether the server has just ended a connection before it answered. */
let isDropped = false;

/** To be given before `begin`. */
export function onEvent(handler: ClientEventHandler): void {
  eventHandler = handler;
}

/**
 * From now on nobody is connected to before `reach` or `retryNow` say that the peer is there, as Espruino
 * blocks while it connects to a host that is not. `handler` is to make the peer announce itself.
 */
export function askFirst(handler: () => void): void {
  ask = handler;
}

/** A server that drops handshakes has more connections than places: whoever asks again soon and often gets one. */
function pauseMs(): number {
  const random = E.hwRand();
  return isDropped ? backoffMs(attempt++ >> 3, 100, 10000, random) : backoffMs(attempt++, 500, 10000, random);
}

function onConnectionEvent(ws: WebSocket, type: WStype, payload: string, code?: number): void {
  if (ws !== socket) return;
  if (type === WStype.CONNECTED) {
    since = uptime();
    payload = url;
  } else if (type === WStype.DISCONNECTED) {
    socket = undefined;
    if (since && uptime() - since >= STABLE_S) attempt = 0;
    since = 0;
    if (wanted) setTimer(timer, dial, pauseMs());
  }
  isDropped = type === WStype.ERROR && payload === NO_ANSWER;
  eventHandler(type, payload, code);
}

function open(): void {
  const ws = connect(host, { port: port, path: url });
  clearTimer(timer);
  waiting = false;
  socket = ws;
  forwardEvents(ws, onConnectionEvent);
}

function dial(): void {
  if (ask) {
    waiting = true;
    ask();
  } else open();
}

function stop(): void {
  wanted = waiting = false;
  since = 0;
  clearTimer(timer);
}

/** Closes the connection, with 1000 if no code is given, and stops building it anew. */
export function disconnect(code?: number, reason?: string): void {
  const ws = socket;
  stop();
  // Without a code that cannot be sent, if it is one.
  if (ws && !ws.close(code, reason)) ws.close();
}

/** As `disconnect`, at once and without telling the server, which cannot be told. */
export function close(reason: string): void {
  stop();
  if (socket) socket.terminate(reason);
}

/** Connects to `ws://host:port/url`, and stays connected until `disconnect`. */
export function begin(toHost: string, toPort: number, toUrl: string): void {
  disconnect();
  host = toHost;
  port = toPort;
  url = toUrl;
  attempt = 0;
  wanted = true;
  dial();
}

/** The server is there, at this address. */
export function reach(atHost: string, atPort: number): void {
  const moved = atHost !== host || atPort !== port;
  host = atHost;
  port = atPort;
  if (waiting) open();
  else if (moved && socket) socket.terminate("moved to " + host + ":" + port);
}

/** Tries at once, if it waits to try again. */
export function retryNow(): void {
  if (host && (waiting || timer._id)) open();
}

export function isConnected(): boolean {
  return since > 0;
}

/** Sends a text. Returns whether it was taken. */
export function sendTXT(text: string): boolean {
  return !!socket && socket.send(text);
}

/** Sends bytes. Returns whether they were taken. */
export function sendBIN(data: Data): boolean {
  return !!socket && socket.send(data, { binary: true });
}

/** Sends a ping, with at most 125 bytes. Returns whether it was taken. */
export function sendPing(payload?: string): boolean {
  return !!socket && socket.ping(payload);
}
