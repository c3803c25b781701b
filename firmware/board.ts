import * as app from "./app/odd-even";
import { uptime } from "./clock";
import { watchMemory } from "./memory";
import * as discovery from "./pair/discovery";
import { BEAT_S, clientLink, heardS, serverLink } from "./pair/links";
import * as settings from "./settings";
import type { IpInfo } from "./types/espruino";
import type { Status } from "./types/status";
import * as wifi from "./wifi";
import { setDefaults } from "./ws";
import * as client from "./ws-client";
import * as server from "./ws-server";

// Puts the roles together: the links stand while there is a network, and the client connects when the peer was
// heard of; numbers are always counted on.

/** After 3 periods of silence, in s, a link is taken for dead. */
const SILENCE_S = BEAT_S * 9;

/** Most bytes of messages in memory, on each link; an ESP32 needs some 700 JsVars for them. */
const TOTAL_BYTES = 8192;

let joined = false;

/** Whether the peer was heard on either link lately. */
function isHeard(): boolean {
  return uptime() - heardS() < SILENCE_S;
}

/**
 * Nothing stays of a network that is lost, or that gave the board another address. Espruino does not tell
 * whether a server still has its socket, so it gets a new one.
 */
function onNetwork(info?: IpInfo): void {
  if (joined) {
    discovery.stop();
    client.close("WiFi lost");
    server.close("WiFi lost");
    server.begin(settings.port);
  }
  joined = !!info;
  if (!info) return;
  client.begin(settings.peerHost, settings.peerPort, "/" + settings.name);
  discovery.begin(info);
}

/** What the console's `status()` shows. */
export function status(): Status {
  return {
    address: wifi.address,
    wifi: wifi.lost,
    peer: discovery.peer,
    ignored: discovery.ignored,
    uptime: Math.floor(uptime() - 1),
    free: process.memory().free,
    lagMs: Math.round(app.lagMs),
    clients: server.connectedClients(),
    sent: app.sent,
    links: { server: serverLink.report, client: clientLink.report }
  };
}

export function begin(): void {
  setDefaults({
    keepAlive: BEAT_S,
    deadAfter: SILENCE_S,
    isAlive: isHeard,
    maxPayloadBytes: TOTAL_BYTES,
    maxBufferedBytes: TOTAL_BYTES / 2,
    maxTotalBytes: TOTAL_BYTES
  });
  client.askFirst(discovery.announce);
  discovery.onPeer(client.reach);
  wifi.onChange(onNetwork);
  app.begin();
  watchMemory();
  server.begin(settings.port);
  wifi.begin();
}
