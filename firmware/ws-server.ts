import { forwardEvents } from "./forward-events";
import { mayAsk } from "./guests";
import { judge } from "./pair/handshake";
import { isLive, serverLink } from "./pair/links";
import * as settings from "./settings";
import { BESIDE_GUESTS } from "./sockets";
import { clearTimer, retry, type RetryTimer } from "./timer";
import { createServer, type Data, type Request, type WebSocket, type WebSocketServer } from "./ws";
import { WStype } from "./ws-events";

// Role: serve the peer, which has proved that it has our key, and guests. Each client has a number from 0 on, which is
// free again when it has gone. The names are those of the Arduino library's `WebSocketsServer`.

/** What a guest's connection and messages may need, with which the board itself has still enough, in JsVars. */
const MIN_FREE_VARS = 1000;

export type ServerEventHandler = (num: number, type: WStype, payload: string, code?: number) => void;

/** The longest pause before the port is tried again. */
const PAUSE_MS = 30000;

let server: WebSocketServer | undefined;
const clients: (WebSocket | undefined)[] = [];
let eventHandler: ServerEventHandler;
const timer: RetryTimer = { _attempt: 0 };
let listenPort = 0;
/** The number of the peer's connection, -1 while there is none, and the peer's boot ID, "" if it is not known. */
export let peerNum = -1;
export let peerBoot = "";

/** To be given before `begin`. */
export function onEvent(handler: ServerEventHandler): void {
  eventHandler = handler;
}

function onConnectionEvent(ws: WebSocket, type: WStype, payload: string, code?: number): void {
  const num = clients.indexOf(ws);
  if (type > WStype.CONNECTED && !ws.isPeer && !mayAsk(ws)) return;
  if (type === WStype.DISCONNECTED) clients[num] = undefined;
  eventHandler(num, type, payload, code);
  if (type === WStype.DISCONNECTED && num === peerNum) peerNum = -1;
}

function isPeer(request: Request): boolean {
  return request.peerBoot !== undefined;
}

/** Judges a request for an upgrade; returns the status of a refusal, or "". */
function admit(request: Request): string {
  // Without a key, any client is taken for the peer.
  if (!settings.pairKey) request.peerBoot = "";
  const refusal = settings.pairKey ? judge(request) : "";
  // The peer knows best that its old connection is gone; but not another board of its name.
  return isPeer(request) && peerNum >= 0 && request.peerBoot !== peerBoot && isLive(serverLink)
    ? "409 Another " + settings.peerName + " is connected"
    : refusal;
}

function onClient(ws: WebSocket, request: Request): void {
  let num = 0;
  while (clients[num]) num++;
  clients[num] = ws;
  forwardEvents(ws, onConnectionEvent);
  if (isPeer(request)) {
    const old = clients[peerNum];
    peerNum = num;
    peerBoot = request.peerBoot as string;
    if (old) old.terminate("replaced");
  }
  eventHandler(num, WStype.CONNECTED, request.url);
}

function listen(): void {
  const created = createServer({
    maxClients: settings.guests,
    // The peer's connection is not counted.
    maxConnections: settings.guests + BESIDE_GUESTS - 1,
    minFreeVars: MIN_FREE_VARS,
    verify: admit,
    isPeer: isPeer
  });
  try {
    created.listen(listenPort);
  } catch (error) {
    retry(timer, "Server: port " + listenPort + ": " + error, listen, PAUSE_MS);
    return;
  }
  timer._attempt = 0;
  server = created;
  created.on("websocket", onClient);
}

/** Serves on `port`; a port that cannot be had is tried again, after 1 s at first, 30 s at most. */
export function begin(port: number): void {
  listenPort = port;
  listen();
}

/** Stops serving and ends all connections, at once and without telling the clients. */
export function close(reason: string): void {
  clearTimer(timer);
  clients.forEach(function (ws) {
    if (ws) ws.terminate(reason);
  });
  if (server) server.close();
  server = undefined;
}

/** Sends a text to one client. Returns whether it was taken. */
export function sendTXT(num: number, text: string): boolean {
  const ws = clients[num];
  return !!ws && ws.send(text);
}

/** Sends bytes to one client. Returns whether they were taken. */
export function sendBIN(num: number, data: Data): boolean {
  const ws = clients[num];
  return !!ws && ws.send(data, { binary: true });
}

/** Sends a text to all clients. Returns how many took it. */
export function broadcastTXT(text: string): number {
  return server ? server.broadcast(text) : 0;
}

/** Sends bytes to all clients. Returns how many took them. */
export function broadcastBIN(data: Data): number {
  return server ? server.broadcast(data, { binary: true }) : 0;
}

/** Sends a ping, with at most 125 bytes. Returns whether it was taken. */
export function sendPing(num: number, payload?: string): boolean {
  const ws = clients[num];
  return !!ws && ws.ping(payload);
}

/** Closes a client's connection, with 1000 if no code is given. */
export function disconnect(num: number, code?: number, reason?: string): void {
  const ws = clients[num];
  if (ws) ws.close(code, reason);
}

/** Ends a client's connection at once and without telling it. */
export function terminate(num: number, reason: string): void {
  const ws = clients[num];
  if (ws) ws.terminate(reason);
}

export function connectedClients(): number {
  return clients.filter(Boolean).length;
}
