import * as settings from "../settings";
import { boot, codeOf, newNonce } from "./key";

// How two boards prove to each other, in the headers of the WebSocket handshake, that they have the same key
// (`protocol.md`): nothing here knows a socket.

const SCHEME = "Pair";
const NONCE_LENGTH = 24;

/** The nonce that a client of this board's server has to use; another one once it was used. */
let nonce = "";

/** The nonce of this board's server. */
export function serverNonce(): string {
  if (!nonce) nonce = newNonce();
  return nonce;
}

/** What the proofs of both sides are about; `key` is the request's `Sec-WebSocket-Key`. */
function handshakeText(client: string, server: string, key: string, serversNonce: string, clientBoot: string): string {
  return " " + client + " " + server + " " + key + " " + serversNonce + " " + clientBoot;
}

/** The client's `Authorization`; without the server's nonce, "", it asks for one. */
export function authorization(key: string, peerNonce: string): string {
  const text = handshakeText(settings.name, settings.peerName, key, peerNonce, boot);
  return SCHEME + " " + boot + " " + (peerNonce || "-") + " " + (peerNonce ? codeOf("client" + text) : "-");
}

/** A request to this board's server, and what `judge` adds to it. */
export interface PairRequest {
  headers: { [name: string]: string };
  /** Header lines for the answer. */
  reply?: string;
  /** The boot ID of the peer, which has proved itself; `undefined` for a guest. */
  peerBoot?: string;
}

/** Judges the `Authorization` of a request; returns the status of a refusal, or "". Without one of ours, the client is a guest. */
export function judge(request: PairRequest): string {
  const words = (request.headers["authorization"] || "").split(" ");
  const clientBoot = words[1];
  const text = handshakeText(settings.peerName, settings.name, request.headers["sec-websocket-key"], serverNonce(), clientBoot);
  if (words.length !== 4 || words[0] !== SCHEME) return "";
  if (words[2] !== nonce) {
    request.reply = "WWW-Authenticate: " + SCHEME + " " + nonce + "\r\n";
    return "401 Unauthorized";
  }
  if (words[3] !== codeOf("client" + text)) return "403 Another key";
  // A recorded request is worth nothing.
  nonce = "";
  request.peerBoot = clientBoot;
  request.reply = "Authentication-Info: " + SCHEME + " " + boot + " " + codeOf("server" + text + " " + boot) + "\r\n";
  return "";
}

/** The server's nonce in its `WWW-Authenticate`; "" if there is none. */
export function nonceIn(given: string | undefined): string {
  const words = (given || "").split(" ");
  return words.length === 2 && words[0] === SCHEME && words[1].length === NONCE_LENGTH ? words[1] : "";
}

/** The boot ID of a server whose `Authentication-Info` proves that it has the key; "" if it does not. */
export function provenBoot(given: string | undefined, key: string, peerNonce: string): string {
  const words = (given || "").split(" ");
  const text = handshakeText(settings.name, settings.peerName, key, peerNonce, boot);
  return words.length === 3 && words[0] === SCHEME && words[2] === codeOf("server" + text + " " + words[1]) ? words[1] : "";
}
