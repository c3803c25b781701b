import { Link } from "./link";
import type { BoardSettings } from "./settings";
import type { Globals, TimerId } from "./types/espruino";
import type { SentCounts } from "./types/status";
import type { WsClient } from "./ws-client";
import { WStype } from "./ws-events";
import type { WsServer } from "./ws-server";

/**
 * The application: every `periodMs` this board's next number goes out on both links, and each number that
 * comes in on one of them is a line on the console.
 */
export class Exchange {
  readonly sent: SentCounts = { server: 0, client: 0 };
  readonly serverLink: Link;
  readonly clientLink: Link;
  /** The most that a number was late, in ms. */
  lagMs = 0;
  _interval?: TimerId;
  _next: number;
  /** When the next number is due, in s. */
  _dueS = 0;
  /** The number of the peer's connection to the server, -1 while there is none. */
  _peerNum = -1;

  /** `_peer` tells one start of the peer from the next. */
  constructor(
    readonly _native: Globals,
    readonly _server: WsServer,
    readonly _client: WsClient,
    readonly _settings: BoardSettings,
    readonly _peer: { boot: string }
  ) {
    const peer = _settings.peerName;
    const first = _settings.peerFirst;
    this._next = _settings.first;
    this.serverLink = new Link(_native, "Server: " + peer + " ", peer, first);
    this.clientLink = new Link(_native, "Client: " + peer + " ", peer + " server", first);
    _server.onEvent(this._onServerEvent.bind(this));
    _client.onEvent(this._onClientEvent.bind(this));
  }

  /** Starts; Espruino's `setInterval` keeps its steps on the clock, whatever the handler takes. */
  begin(): void {
    const periodMs = this._settings.periodMs;
    this._dueS = this._native.getTime() + periodMs / 1000;
    this._interval = this._native.setInterval(this._step.bind(this), periodMs);
  }

  stop(): void {
    if (this._interval) this._native.clearInterval(this._interval);
    this._interval = undefined;
  }

  /** A number that cannot be sent is not kept: the next one is newer. */
  _step(): void {
    const text = "" + this._next;
    const lagMs = (this._native.getTime() - this._dueS) * 1000;
    if (lagMs > this.lagMs) this.lagMs = lagMs;
    this._dueS += this._settings.periodMs / 1000;
    this._next += 2;
    if (this._server.broadcastTXT(text)) this.sent.server++;
    if (this._client.sendTXT(text)) this.sent.client++;
  }

  _onServerEvent(num: number, type: WStype, payload: string, code?: number): void {
    const peer = this._settings.peerName;
    const old = this._peerNum;
    if (type === WStype.TEXT) this._native.print("Received from " + peer + ": " + payload);
    else if (type === WStype.CONNECTED && payload === "/" + peer) {
      this._peerNum = num;
      // It is there again, and its server too.
      this._client.hurry();
      // The peer knows better than this end that the old one is gone.
      if (old >= 0) this._server.terminate(old, "replaced");
    }
    if (num !== this._peerNum) return;
    this.serverLink.onEvent(type, payload, code);
    if (type === WStype.TEXT) this.serverLink.count(payload, this._peer.boot);
    else if (type === WStype.DISCONNECTED) this._peerNum = -1;
  }

  _onClientEvent(type: WStype, payload: string, code?: number): void {
    this.clientLink.onEvent(type, payload, code);
    if (type === WStype.TEXT) {
      this._native.print("Message from " + this._settings.peerName + " server: " + payload);
      this.clientLink.count(payload, this._peer.boot);
    }
  }
}
