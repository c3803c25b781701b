import { backoffMs } from "./backoff";
import { uptime } from "./clock";
import { forwardEvents } from "./forward-events";
import { authorization, nonceIn, provenBoot } from "./pair/handshake";
import { reportOtherKey } from "./pair/other-key";
import { random32 } from "./random";
import * as settings from "./settings";
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
/** The boot ID of the server's board, "" if it is not known. */
export let peerBoot = "";
/** The nonce of the server, "" if it is not known, and the `Sec-WebSocket-Key` of the request. */
let nonce = "";
let key = "";
/** Whether the server has just told its nonce, and whether the request is the second one, with that nonce. */
let isChallenged = false;
let isSecond = false;

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
  const random = random32();
  return isDropped ? backoffMs(attempt++ >> 3, 100, 10000, random) : backoffMs(attempt++, 500, 10000, random);
}

function authorize(requestKey: string): string {
  key = requestKey;
  return "Authorization: " + authorization(key, nonce) + "\r\n";
}

/** Has the server prove that it has our key. */
function checkAnswer(status: number, headers: { [name: string]: string }): string {
  const usedNonce = nonce;
  nonce = status === 401 ? nonceIn(headers["www-authenticate"]) : "";
  isChallenged = !!nonce && !isSecond;
  if (status === 101) peerBoot = provenBoot(headers["authentication-info"], key, usedNonce);
  if (status === 403 || (status === 101 && !peerBoot)) reportOtherKey(host);
  return status === 101 && !peerBoot ? "another key" : "";
}

function onConnectionEvent(ws: WebSocket, type: WStype, payload: string, code?: number): void {
  if (ws !== socket) return;
  if (isChallenged && wanted) {
    if (type === WStype.DISCONNECTED) {
      open();
      isSecond = true;
    }
    return;
  }
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
  isChallenged = isSecond = false;
  // Without a key, any server is taken for the peer's.
  const ws = connect(
    host,
    settings.pairKey ? { port: port, path: url, authorize: authorize, checkAnswer: checkAnswer } : { port: port, path: url }
  );
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

/** The server is there, at this address; `moved` from another one. Its nonce is "" if it is not known. */
export function reach(atHost: string, atPort: number, itsNonce: string, moved: boolean): void {
  host = atHost;
  port = atPort;
  nonce = itsNonce;
  if (waiting) open();
  else if (moved && socket) socket.terminate("moved to " + host + ":" + port);
}

/** Tries at once, if it waits to try again; `blindly` without asking first whether the peer is there. */
export function retryNow(blindly: boolean): void {
  if (!waiting && !timer._id) return;
  if (!blindly) dial();
  else if (host) open();
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
