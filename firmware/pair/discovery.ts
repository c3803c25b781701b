import { uptime } from "../clock";
import { say } from "../console";
import { dgram } from "../hardware";
import * as settings from "../settings";
import { clearTimer, setTimer, type Timer } from "../timer";
import type { DgramInfo, DgramSocket, IpInfo } from "../types/espruino";
import { announcement, parseAnnouncement, type Announcement } from "./announcement";
import { serverNonce } from "./handshake";
import { boot, newNonce } from "./key";
import { areUp, isAlive } from "./links";
import { reportOtherKey } from "./other-key";

// Role: find the peer, and know that it is there before anybody connects to it, which would block. Each board
// announces itself by UDP, on the subnet's broadcast address and to `peerIp`; `protocol.md` says how they answer.

/** Where announcements go to, on every board. */
export const DISCOVERY_PORT = 8182;

/** Between two announcements while a link is missing; while both stand, only one of so many is made. */
const SEARCH_MS = 1000;
const LINKED_TICKS = 10;

/** If nothing is heard from the peer for this long, in s, assume that UDP is blocked. */
const BLIND_S = 60;

/** Called when the peer has answered from an address; `nonce` is for its server, `moved` if it was elsewhere before. */
export type PeerHandler = (host: string, port: number, nonce: string, moved: boolean) => void;

/** The address of everybody on the subnet. */
function broadcastOf(info: IpInfo): string {
  const mask = (info.netmask || "255.255.255.0").split(".");
  return info.ip
    .split(".")
    .map(function (byte, i) {
      return +byte | (~+mask[i] & 255);
    })
    .join(".");
}

/** The peer's address and port, "" while it was not heard of. */
export let peer = "";
/** The peer's boot ID; changes on every start. */
export let peerBoot = "";
/** Datagrams that did not come from the peer. */
export let ignored = 0;

let peerHandler: PeerHandler;
let listener: DgramSocket | undefined;
/** Unbound, as a bound one cannot send to everybody. A board has few sockets, so it stays open. */
let sender: DgramSocket | undefined;
/** Something is on its way through the sender, which takes one datagram at a time. */
let sending = false;
const timer: Timer = {};
let address = "";
let broadcast = "";
/** So many ticks pass without an announcement, if both links stand. */
let rest = 0;
/** When the peer was heard of last, or the search began, in s. */
let heardAt = 0;
/** This board's last announcement, which comes back to it. */
let announced = "";
/** This board's last challenge, "" once it was answered. */
let challenge = "";
/** What is to be answered next, and the last challenge that was. */
let question: Announcement | undefined;
let questionFrom = "";
let answeredLast = "";
let isTwinReported = false;

/** To be given before `begin`. */
export function onPeer(handler: PeerHandler): void {
  peerHandler = handler;
}

/** What is sent is gone, or could not be sent; it may not be tried again, as Espruino cuts it wrongly then. */
function onSent(this: DgramSocket): void {
  this.dSnd = "";
  sending = false;
}

/** Somebody sent it an empty datagram; of that, too, Espruino tells twice. */
function onSenderClose(this: DgramSocket): void {
  if (this !== sender) return;
  sender = undefined;
  sending = false;
}

function transmit(text: string, to: string): void {
  if (sending) {
    setTimeout(transmit, 0, text, to);
    return;
  }
  if (!sender) {
    sender = dgram.createSocket({ type: "udp4" });
    sender.on("sent", onSent);
    sender.on("close", onSenderClose);
  }
  try {
    sender.send(text, DISCOVERY_PORT, to);
    sending = true;
    sender.emit("sent");
  } catch {
    // No socket; the next one may get one.
    sender = undefined;
  }
}

/** Sends an announcement; returns its text. With `answered` it answers that challenge. */
function send(to: string, asks: boolean, answered: string): string {
  if (!challenge) challenge = newNonce();
  const text = announcement(address, asks, challenge, answered, serverNonce());
  transmit(text, to);
  return text;
}

/** Answers the last question. It asks back if the question may be a recording, and would be news. */
function answer(): void {
  const asked = question as Announcement;
  const isNews = asked.boot !== peerBoot || questionFrom + ":" + asked.port !== peer;
  question = undefined;
  answeredLast = asked.challenge;
  // On one computer both boards have the same address and port, and only a broadcast reaches both.
  send(questionFrom === address ? broadcast : questionFrom, !asked.answers && (isNews || !areUp()), asked.challenge);
}

/** The peer has just answered a challenge: it is there, now, at this address. */
function onAnswer(said: Announcement, from: string): void {
  const at = from + ":" + said.port;
  const moved = peer !== "" && at !== peer;
  heardAt = uptime();
  // Two boards have the peer's name and our key, or it started again elsewhere: then the links are silent soon.
  if (moved && said.boot !== peerBoot && isAlive()) return;
  if (at !== peer) say("Discovery: " + settings.peerName + " at " + at);
  peer = at;
  peerBoot = said.boot;
  peerHandler(from, said.port, said.nonce, moved);
}

function onMessage(text: string, info: DgramInfo): void {
  const from = info.address;
  if (text === announced) return;
  const said = parseAnnouncement(text, from);
  const isNamesake = !!said && said.name === settings.name && said.boot !== boot;
  if (!said || !(isNamesake || said.name === settings.peerName) || !said.isAuthentic) {
    ignored++;
    if (said && !said.isAuthentic && !isNamesake && !areUp() && (from === settings.peerIp || from + ":" + said.port === peer))
      reportOtherKey(from);
    return;
  }
  const isAnswer = !!challenge && said.answers === challenge;
  if (isAnswer) challenge = "";
  if (said.asks && (isAnswer || !said.answers) && said.challenge !== answeredLast) {
    // Only a timer may send: what an event handler sends has not left when `onSent` is called.
    if (!question) setTimeout(answer, 0);
    question = said;
    questionFrom = from;
  }
  if (!isAnswer) return;
  if (!isNamesake) onAnswer(said, from);
  else if (!isTwinReported) {
    isTwinReported = true;
    say("Discovery: another " + settings.name + " with our key at " + from + "; switch one of them off");
  }
}

/** Espruino takes an empty datagram, whoever sent it, for the end, and tells of it twice: perhaps once too late. */
function onClose(this: DgramSocket): void {
  if (this !== listener) return;
  listener = undefined;
  announce();
}

function listen(): void {
  const socket = dgram.createSocket({ type: "udp4", reuseAddr: true });
  try {
    socket.bind(DISCOVERY_PORT);
    socket.on("message", onMessage);
    socket.on("close", onClose);
    listener = socket;
    delete socket.opt;
  } catch {
    // Espruino says so; the next announcement tries again.
  }
}

function tick(): void {
  const host = settings.peerHost;
  const linked = areUp();
  setTimer(timer, tick, SEARCH_MS);
  if (!listener) listen();
  if (linked && rest-- > 0) return;
  rest = LINKED_TICKS - 1;
  challenge = "";
  announced = send(broadcast, !linked, "");
  // A name would have to be looked up, which blocks.
  if (settings.peerIp) send(settings.peerIp, !linked, "");
  if (!linked && !peerBoot && uptime() - heardAt > BLIND_S) {
    heardAt = uptime();
    say(
      "Discovery: no word of " + settings.peerName + " on UDP port " + DISCOVERY_PORT +
        (host ? "; connecting to " + host + " all the same" : "")
    );
    if (host) peerHandler(host, settings.peerPort, "", false);
  }
}

/** Announces soon, not only when it is time to. */
export function announce(): void {
  setTimer(timer, tick, 0);
}

/** Starts announcing and listening on the network that the board has joined. */
export function begin(info: IpInfo): void {
  address = info.ip;
  broadcast = broadcastOf(info);
  heardAt = uptime();
  announce();
}

export function stop(): void {
  clearTimer(timer);
  [listener, sender].forEach(function (socket) {
    if (socket) {
      socket.removeAllListeners();
      socket.close();
    }
  });
  listener = sender = undefined;
  sending = false;
}
