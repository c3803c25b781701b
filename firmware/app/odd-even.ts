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

function onServerEvent(num: number, type: WStype, payload: string, code?: number): void {
  const isPeer = num === server.peerNum;
  if (type === WStype.TEXT) {
    if (isPeer) say("Received from " + settings.peerName + ": " + payload);
    else sayOfGuest("Received from guest " + num + ": " + payload);
  }
  if (!isPeer) return;
  serverLink.onEvent(type, payload, code);
  if (type === WStype.TEXT) serverLink.count(payload, server.peerBoot || discovery.peerBoot);
  // It is there again, and its server too.
  else if (type === WStype.CONNECTED) client.retryNow(!discovery.peer);
}

function onClientEvent(type: WStype, payload: string, code?: number): void {
  clientLink.onEvent(type, payload, code);
  if (type === WStype.TEXT) {
    say("Message from " + settings.peerName + " server: " + payload);
    clientLink.count(payload, client.peerBoot || discovery.peerBoot);
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
