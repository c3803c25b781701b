import { uptime } from "../clock";
import { say } from "../console";
import { dgram } from "../hardware";
import { wholeNumber } from "../number";
import * as settings from "../settings";
import { clearTimer, setTimer, type Timer } from "../timer";
import type { DgramInfo, DgramSocket, IpInfo } from "../types/espruino";
import { areUp } from "./links";

// Role: find the peer, and know whether it is there before anybody connects to it, which would block.
//
// Each board announces itself by UDP, on the subnet's broadcast address and to `peerIp`, in a datagram of five
// words: `pair1 ESP32-A 81 439041101 ?`, with the port of its server, a boot ID that changes on every start,
// and `?` while a link is missing, which asks for an answer, or `!`.

/** Where announcements go to, on every board. */
export const DISCOVERY_PORT = 8182;

/** What every announcement begins with: another version of it is another word. */
const MAGIC = "pair1";

/** Between two announcements while a link is missing; while both stand, only one of so many is made. */
const SEARCH_MS = 1000;
const LINKED_TICKS = 10;

/** After so long without a word of the peer, UDP is taken not to pass. */
const BLIND_S = 60;

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
/** Datagrams that were not the peer's. */
export let ignored = 0;

let peerHandler: (host: string, port: number) => void;
let listener: DgramSocket | undefined;
/** Unbound, as a bound one cannot send to everybody. A board has few sockets, so it stays open. */
let sender: DgramSocket | undefined;
/** Something is on its way through the sender, which takes one datagram at a time. */
let sending = false;
const timer: Timer = {};
let broadcast = "";
/** On Linux, `hwRand` begins alike in every process. */
const ownBoot = "" + ((E.hwRand() ^ (getTime() * 1e6)) >>> 0);
/** So many ticks pass without an announcement, if both links stand. */
let rest = 0;
/** When the peer was heard of last, or the search began, in s. */
let heardAt = 0;

/** `handler` is called with the address of the peer's server on every announcement. To be given before `begin`. */
export function onPeer(handler: (host: string, port: number) => void): void {
  peerHandler = handler;
}

/** What is sent is gone, or could not be sent; it may not be tried again, as Espruino cuts it wrongly then. */
function onSent(this: DgramSocket): void {
  this.dSnd = "";
  sending = false;
}

/** Somebody sent it an empty datagram. */
function onSenderClose(): void {
  sender = undefined;
  sending = false;
}

function transmit(text: string, address: string): void {
  if (sending) {
    setTimeout(transmit, 0, text, address);
    return;
  }
  if (!sender) {
    sender = dgram.createSocket({ type: "udp4" });
    sender.on("sent", onSent);
    sender.on("close", onSenderClose);
  }
  try {
    sender.send(text, DISCOVERY_PORT, address);
    sending = true;
    sender.emit("sent");
  } catch {
    // No socket; the next one may get one.
    sender = undefined;
  }
}

function send(address: string, linked: boolean): void {
  transmit(MAGIC + " " + settings.name + " " + settings.port + " " + ownBoot + " " + (linked ? "!" : "?"), address);
}

function onMessage(message: string, from: DgramInfo): void {
  const words = message.split(" ");
  const port = wholeNumber(words[2] || "", 65535);
  const boot = words[3];
  const at = from.address + ":" + port;
  if (words.length !== 5 || words[0] !== MAGIC || words[1] !== settings.peerName || !(port > 0)) {
    // The board's own broadcasts come back.
    if (boot !== ownBoot) ignored++;
    return;
  }
  heardAt = uptime();
  if (at !== peer) say("Discovery: " + settings.peerName + " at " + at);
  peer = at;
  peerBoot = boot;
  if (words[4] === "?") setTimeout(send, 0, from.address, true);
  peerHandler(from.address, port);
}

/** Espruino takes an empty datagram, whoever sent it, for the end, and tells of it twice. */
function onClose(): void {
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
  send(broadcast, linked);
  // A name would have to be looked up, which blocks.
  if (settings.peerIp) send(settings.peerIp, linked);
  if (!linked && !peerBoot && uptime() - heardAt > BLIND_S) {
    heardAt = uptime();
    say(
      "Discovery: no word of " + settings.peerName + " on UDP port " + DISCOVERY_PORT +
        (host ? "; connecting to " + host + " all the same" : "")
    );
    if (host) peerHandler(host, settings.peerPort);
  }
}

/**
 * Announces soon, not only when it is time to. Only a timer may send: what an event handler sends has not
 * left when `onSent` is called.
 */
export function announce(): void {
  setTimer(timer, tick, 0);
}

/** Starts announcing and listening on the network that the board has joined. */
export function begin(info: IpInfo): void {
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
