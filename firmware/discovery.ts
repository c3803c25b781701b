import type { BoardSettings } from "./settings";
import { setTimer } from "./timer";
import type { Dgram, DgramInfo, DgramSocket, Globals, IpInfo, TimerId } from "./types/espruino";

/** Where announcements go to, on every board. */
export const DISCOVERY_PORT = 8182;

/** What every announcement begins with: another version of it is another word. */
const MAGIC = "pair1";

/** Between two announcements while a link is missing; while both stand, only one of so many is made. */
const SEARCH_MS = 1000;
const LINKED_TICKS = 10;

/** After so long without a word of the peer, UDP is taken not to pass. */
const BLIND_S = 60;

/** What is sent is gone, or could not be sent; it may not be tried again, as Espruino cuts it wrongly then. */
function onSent(this: DgramSocket): void {
  this.dSnd = "";
  this.close();
}

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

/**
 * Role: find the peer, and know whether it is there before anybody connects to it, which would block.
 *
 * Each board announces itself by UDP, on the subnet's broadcast address and to `peerIp`, in a datagram of
 * five words: `pair1 ESP32-A 81 439041101 ?`, with the port of its server, a number that is another one after
 * each start, and `?` while a link is missing, which asks for an answer, or `!`.
 */
export class Discovery {
  /** Told of each word of the peer: where its server is. */
  _onPeer!: (host: string, port: number) => void;
  /** The peer's address and port, "" while it was not heard of. */
  peer = "";
  /** The peer's number of this start. */
  boot = "";
  /** Datagrams that were not the peer's. */
  ignored = 0;
  _socket?: DgramSocket;
  _timer?: TimerId;
  _broadcast = "";
  readonly _boot: string;
  /** So many ticks are without an announcement, if both links stand. */
  _rest = 0;
  /** When the peer was heard of last, or the search began, in s. */
  _heardAt = 0;

  constructor(
    readonly _native: Globals,
    readonly _dgram: Dgram,
    readonly _settings: BoardSettings,
    readonly _isLinked: () => boolean
  ) {
    // On Linux, `hwRand` begins alike in every process.
    this._boot = "" + ((_native.E.hwRand() ^ (_native.getTime() * 1e6)) >>> 0);
  }

  /** To be given before `begin`. */
  onPeer(handler: (host: string, port: number) => void): void {
    this._onPeer = handler;
  }

  /** Starts announcing and listening on the network that the board has joined. */
  begin(info: IpInfo): void {
    this._broadcast = broadcastOf(info);
    this._heardAt = this._native.getTime();
    this.announce();
  }

  stop(): void {
    setTimer(this);
    if (this._socket) {
      this._socket.removeAllListeners();
      this._socket.close();
    }
    this._socket = undefined;
  }

  /**
   * Announces soon, not only when it is time to. Only a timer may send: what an event handler sends has not
   * left when `onSent` is called.
   */
  announce(): void {
    setTimer(this, this._tick, 0);
  }

  _listen(): void {
    const socket = this._dgram.createSocket({ type: "udp4", reuseAddr: true });
    try {
      socket.bind(DISCOVERY_PORT);
      socket.on("message", this._onMessage.bind(this));
      socket.on("close", this._onClose.bind(this));
      this._socket = socket;
      delete socket.opt;
    } catch {
      // Espruino says so; the next announcement tries again.
    }
  }

  /** Espruino takes an empty datagram, whoever sent it, for the end, and tells of it twice. */
  _onClose(): void {
    this._socket = undefined;
    this.announce();
  }

  _tick(): void {
    const settings = this._settings;
    const host = settings.peerHost;
    const linked = this._isLinked();
    setTimer(this, this._tick, SEARCH_MS);
    if (!this._socket) this._listen();
    if (linked && this._rest-- > 0) return;
    this._rest = LINKED_TICKS - 1;
    this._send(this._broadcast, linked);
    // A name would have to be looked up, which blocks.
    if (settings.peerIp) this._send(settings.peerIp, linked);
    if (!linked && !this.boot && this._native.getTime() - this._heardAt > BLIND_S) {
      this._heardAt = this._native.getTime();
      this._native.print(
        "Discovery: no word of " + settings.peerName + " on UDP port " + DISCOVERY_PORT +
          (host ? "; connecting to " + host + " all the same" : "")
      );
      if (host) this._onPeer(host, settings.peerPort);
    }
  }

  _send(address: string, linked: boolean): void {
    const settings = this._settings;
    const socket = this._dgram.createSocket({ type: "udp4" });
    socket.on("sent", onSent);
    try {
      const words = MAGIC + " " + settings.name + " " + settings.port + " " + this._boot + " " + (linked ? "!" : "?");
      socket.send(words, DISCOVERY_PORT, address);
      socket.emit("sent");
    } catch {
      // No network; the next one may find one.
    }
  }

  _onMessage(message: string, from: DgramInfo): void {
    const settings = this._settings;
    const words = message.split(" ");
    const port = +words[2];
    const boot = words[3];
    const peer = from.address + ":" + port;
    if (words.length !== 5 || words[0] !== MAGIC || words[1] !== settings.peerName || !(port > 0)) {
      // Its own broadcasts come back.
      if (boot !== this._boot) this.ignored++;
      return;
    }
    this._heardAt = this._native.getTime();
    if (peer !== this.peer) this._native.print("Discovery: " + settings.peerName + " at " + peer);
    this.peer = peer;
    this.boot = boot;
    if (words[4] === "?") this._native.setTimeout(this._send.bind(this), 0, from.address, true);
    this._onPeer(from.address, port);
  }
}
