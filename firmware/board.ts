import { Discovery } from "./discovery";
import { Exchange } from "./exchange";
import type { BoardSettings } from "./settings";
import type { Dgram, Globals, IpInfo, Wifi } from "./types/espruino";
import type { Status } from "./types/status";
import { WifiRole } from "./wifi";
import type { WebSocketModule } from "./ws";
import { WsClient } from "./ws-client";
import { WsServer } from "./ws-server";

/**
 * Puts the roles together: the links stand while there is a network, and the client connects when the
 * peer was heard of; numbers are always counted on.
 */
export class Board {
  readonly wifi: WifiRole;
  readonly server: WsServer;
  readonly client: WsClient;
  readonly discovery: Discovery;
  readonly exchange: Exchange;
  readonly _startS: number;
  /** After so long without a word the peer is gone. */
  readonly _silenceS: number;
  _joined = false;

  constructor(
    readonly _native: Globals,
    wifi: Wifi,
    dgram: Dgram,
    ws: WebSocketModule,
    readonly _settings: BoardSettings
  ) {
    const periodMs = _settings.periodMs;
    const beatS = (periodMs < 1000 ? 1000 : periodMs > 10000 ? 10000 : periodMs) / 3000;
    // 3 periods.
    this._silenceS = beatS * 9;
    ws.setDefaults({ keepAlive: beatS, deadAfter: this._silenceS, isAlive: this._isHeard.bind(this) });
    this._startS = _native.getTime();
    this.wifi = new WifiRole(_native, wifi, _settings);
    this.server = new WsServer(_native, ws);
    this.discovery = new Discovery(_native, dgram, _settings, this._isLinked.bind(this));
    this.client = new WsClient(_native, ws, this.discovery.announce.bind(this.discovery));
    this.exchange = new Exchange(_native, this.server, this.client, _settings, this.discovery);
    this.discovery.onPeer(this.client.reach.bind(this.client));
    this.wifi.onChange(this._onNetwork.bind(this));
  }

  begin(): void {
    this.exchange.begin();
    this.server.begin(this._settings.port);
    this.wifi.begin();
  }

  /** What the console's `status()` shows. */
  status(): Status {
    const exchange = this.exchange;
    return {
      address: this.wifi.address,
      wifi: this.wifi.lost,
      peer: this.discovery.peer,
      ignored: this.discovery.ignored,
      uptime: Math.round(this._native.getTime() - this._startS),
      free: this._native.process.memory().free,
      lagMs: Math.round(exchange.lagMs),
      clients: this.server.connectedClients(),
      sent: exchange.sent,
      links: { server: exchange.serverLink.report, client: exchange.clientLink.report }
    };
  }

  /** Whether the peer was heard on either link lately. */
  _isHeard(): boolean {
    const exchange = this.exchange;
    return this._native.getTime() - Math.max(exchange.serverLink.heardS, exchange.clientLink.heardS) < this._silenceS;
  }

  _isLinked(): boolean {
    const exchange = this.exchange;
    return exchange.serverLink.report.up && exchange.clientLink.report.up;
  }

  /**
   * Nothing stays of a network that is lost, or that gave the board another address. Espruino does not tell
   * whether a server still has its socket, so it gets a new one.
   */
  _onNetwork(info?: IpInfo): void {
    const settings = this._settings;
    if (this._joined) {
      this.discovery.stop();
      this.client.close("WiFi lost");
      this.server.close("WiFi lost");
      this.server.begin(settings.port);
    }
    this._joined = !!info;
    if (!info) return;
    this.client.begin(settings.peerHost, settings.peerPort, "/" + settings.name);
    this.discovery.begin(info);
  }
}
