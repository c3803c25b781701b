import { Exchange } from "./exchange";
import type { BoardSettings } from "./settings";
import type { Globals, Wifi } from "./types/espruino";
import type { Status } from "./types/status";
import { WifiRole } from "./wifi";
import type { WebSocketModule } from "./ws";
import { WsClient } from "./ws-client";
import { WsServer } from "./ws-server";

/** Puts the roles together: the client's link stands while there is a network; all else always runs. */
export class Board {
  readonly wifi: WifiRole;
  readonly server: WsServer;
  readonly client: WsClient;
  readonly exchange: Exchange;

  constructor(
    native: Globals,
    wifi: Wifi,
    ws: WebSocketModule,
    readonly _settings: BoardSettings
  ) {
    this.wifi = new WifiRole(native, wifi, _settings);
    this.server = new WsServer(native, ws);
    this.client = new WsClient(native, ws);
    this.exchange = new Exchange(native, this.server, this.client, _settings);
    this.wifi.onChange(this._onNetwork.bind(this));
  }

  begin(): void {
    this.exchange.begin();
    this.server.begin(this._settings.port);
    this.wifi.begin();
  }

  /** What the console's `status()` shows. */
  status(): Status {
    return { address: this.wifi.address(), sent: this.exchange.sent };
  }

  _onNetwork(joined: boolean): void {
    const settings = this._settings;
    if (joined) this.client.begin(settings.peerHost, settings.peerPort, "/" + settings.name);
    else this.client.disconnect();
  }
}
