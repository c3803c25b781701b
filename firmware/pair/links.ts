import { uptime } from "../clock";
import * as settings from "../settings";
import { Link } from "./link";

// The two links to the peer: that of the board's own server, and that of its client.

export const serverLink = new Link("Server: " + settings.peerName + " ", settings.peerName);
export const clientLink = new Link("Client: " + settings.peerName + " ", settings.peerName + " server");

/** Between two pings, in s: a third of the period, which is taken to be 1 to 10 s. */
export const BEAT_S = (settings.periodMs < 1000 ? 1000 : settings.periodMs > 10000 ? 10000 : settings.periodMs) / 3000;

/** Whether both links stand. */
export function areUp(): boolean {
  return serverLink.report.up && clientLink.report.up;
}

/** Whether the peer was heard on a link within two pings. */
export function isLive(link: Link): boolean {
  return link.report.up && uptime() - link.heardS < 2 * BEAT_S;
}

/** Whether the peer was heard on either link within two pings. */
export function isAlive(): boolean {
  return isLive(serverLink) || isLive(clientLink);
}

/** When the peer was heard last on either link, in s. */
export function heardS(): number {
  return Math.max(serverLink.heardS, clientLink.heardS);
}
