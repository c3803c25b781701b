import { every } from "../clock";
import { say } from "../console";
import { sayOfGuest } from "../guests";
import * as discovery from "../pair/discovery";
import { clientLink, serverLink } from "../pair/links";
import * as settings from "../settings";
import { clearTimer, type Timer } from "../timer";
import type { SentCounts } from "../types/status";
import * as client from "../ws-client";
import { WStype } from "../ws-events";
import * as server from "../ws-server";

// The application: every `periodMs` this board's next number goes out on both links, and each number that
// comes in on one of them is a line on the console.

export const sent: SentCounts = { server: 0, client: 0 };
/** The most that a number was late, in ms. */
export let lagMs = 0;

const timer: Timer = {};
let next = settings.first;
/** The number of the peer's connection to the server, -1 while there is none. */
let peerNum = -1;

function onServerEvent(num: number, type: WStype, payload: string, code?: number): void {
  const old = peerNum;
  if (type === WStype.TEXT) (num === old ? say : sayOfGuest)("Received from " + settings.peerName + ": " + payload);
  else if (type === WStype.CONNECTED && payload === "/" + settings.peerName) {
    peerNum = num;
    // It is there again, and its server too.
    client.retryNow();
    // The peer knows better than this end that the old one is gone.
    if (old >= 0) server.terminate(old, "replaced");
  }
  if (num !== peerNum) return;
  serverLink.onEvent(type, payload, code);
  if (type === WStype.TEXT) serverLink.count(payload, discovery.peerBoot);
  else if (type === WStype.DISCONNECTED) peerNum = -1;
}

function onClientEvent(type: WStype, payload: string, code?: number): void {
  clientLink.onEvent(type, payload, code);
  if (type === WStype.TEXT) {
    say("Message from " + settings.peerName + " server: " + payload);
    clientLink.count(payload, discovery.peerBoot);
  }
}

/** A number that cannot be sent is not kept: the next one is newer. */
function step(lateMs: number): void {
  const text = "" + next;
  if (lateMs > lagMs) lagMs = lateMs;
  next += 2;
  if (server.broadcastTXT(text)) sent.server++;
  if (client.sendTXT(text)) sent.client++;
}

export function begin(): void {
  server.onEvent(onServerEvent);
  client.onEvent(onClientEvent);
  every(timer, settings.periodMs, step);
}

export function stop(): void {
  clearTimer(timer);
}
