import type { BoardSettings } from "./settings";
import { retry } from "./timer";
import type { Globals, IpInfo, TimerId, Wifi } from "./types/espruino";

/**
 * Role: be the network, which the other board joins; it stands in for the role of `wifi.ts` on board A where
 * there is no router (`NETWORK=ap`).
 */
export class WifiRole {
  _onChange!: (info?: IpInfo) => void;
  _timer?: TimerId;
  _attempt = 0;
  /** The board's address, "" while there is no network. */
  address = "";
  /** Why there was no network the last time. */
  lost = "";

  constructor(
    readonly _native: Globals,
    readonly _wifi: Wifi,
    readonly _settings: BoardSettings
  ) {}

  /** `handler(info)` when the network is there; it does not go again. */
  onChange(handler: (info?: IpInfo) => void): void {
    this._onChange = handler;
  }

  begin(): void {
    const settings = this._settings;
    const password = settings.password;
    try {
      // An empty password is refused, none is an open network.
      this._wifi.startAP(settings.ssid, password ? { password: password } : {}, this._onResult.bind(this));
    } catch (error) {
      this._onResult("" + error);
    }
  }

  _onResult(error: string | null): void {
    if (error) {
      this.lost = error;
      retry(this, "WiFi: " + error, this.begin);
    } else {
      const info = this._wifi.getAPIP();
      this.address = info.ip;
      this._native.print("WiFi: access point " + this._settings.ssid + ", " + info.ip);
      this._onChange(info);
      this._wifi.setConfig({ powersave: "none" });
    }
  }
}
