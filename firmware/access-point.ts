import { backoffMs } from "./backoff";
import type { BoardSettings } from "./settings";
import type { Globals, IpInfo, Wifi } from "./types/espruino";

/**
 * Role: be the network, which the other board joins; it stands in for the role of `wifi.ts` on board A where
 * there is no router (`NETWORK=ap`).
 */
export class WifiRole {
  _onChange: (info?: IpInfo) => void = function () {};
  _attempt = 0;
  _address = "";
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

  /** The board's address, "" while there is no network. */
  address(): string {
    return this._address;
  }

  _onResult(error: string | null): void {
    const native = this._native;
    if (error) {
      const ms = backoffMs(this._attempt++, 1000, 30000, native.E.hwRand());
      this.lost = error;
      native.print("WiFi: " + error + "; next try in " + ms + " ms");
      native.setTimeout(this.begin.bind(this), ms);
    } else {
      const info = this._wifi.getAPIP();
      this._address = info.ip;
      native.print("WiFi: access point " + this._settings.ssid + ", " + info.ip);
      this._onChange(info);
      this._wifi.setConfig({ powersave: "none" });
    }
  }
}
