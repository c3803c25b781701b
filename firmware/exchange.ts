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
  _timer?: TimerId;
  _next: number;

  constructor(
    readonly _native: Globals,
    readonly _server: WsServer,
    readonly _client: WsClient,
    readonly _settings: BoardSettings
  ) {
    this._next = _settings.first;
    _server.onEvent(this._onServerEvent.bind(this));
    _client.onEvent(this._onClientEvent.bind(this));
  }

  /** Starts; Espruino's `setInterval` keeps its steps on the clock, whatever the handler takes. */
  begin(): void {
    this._timer = this._native.setInterval(this._step.bind(this), this._settings.periodMs);
  }

  stop(): void {
    if (this._timer) this._native.clearInterval(this._timer);
    this._timer = undefined;
  }

  /** A number that cannot be sent is not kept: the next one is newer. */
  _step(): void {
    const text = "" + this._next;
    this._next += 2;
    if (this._server.broadcastTXT(text)) this.sent.server++;
    if (this._client.sendTXT(text)) this.sent.client++;
  }

  _onServerEvent(_num: number, type: WStype, payload: string): void {
    const peer = this._settings.peerName;
    if (type === WStype.TEXT) this._native.print("Received from " + peer + ": " + payload);
    // The peer is there again, and its server too. (The stock module does not tell the path.)
    else if (type === WStype.CONNECTED && (!payload || payload === "/" + peer)) this._client.hurry();
  }

  _onClientEvent(type: WStype, payload: string): void {
    if (type === WStype.TEXT)
      this._native.print("Message from " + this._settings.peerName + " server: " + payload);
  }
}
