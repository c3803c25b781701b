import * as settings from "../settings";
import { Link } from "./link";

// The two links to the peer: that of the board's own server, and that of its client.

export const serverLink = new Link("Server: " + settings.peerName + " ", settings.peerName);
export const clientLink = new Link("Client: " + settings.peerName + " ", settings.peerName + " server");

/** Whether both links stand. */
export function areUp(): boolean {
  return serverLink.report.up && clientLink.report.up;
}

/** When the peer was heard last on either link, in s. */
export function heardS(): number {
  return Math.max(serverLink.heardS, clientLink.heardS);
}
