import type { BoardSettings } from "./settings";
import { retry, setTimer } from "./timer";
import type { Globals, IpInfo, TimerId, Wifi } from "./types/espruino";

/** For the driver's 3 tries, and for the router to give an address, of which the driver says nothing. */
const JOIN_MS = 30000;

/**
 * Role: join the network and stay joined.
 *
 * The driver tries 3 times, then gives up and stops the radio; after a loss it does the same. So the role
 * joins again by itself, after 1 s at first, 30 s at most, and says on the console what happened and why.
 */
export class WifiRole {
  _onChange!: (info?: IpInfo) => void;
  _timer?: TimerId;
  _attempt = 0;
  _joining = false;
  /** The fixed address was asked for, in this attempt. */
  _asked = false;
  /** The board's address, "" while it has none. */
  address = "";
  /** Why it was lost, or not joined, the last time. */
  lost = "";

  constructor(
    readonly _native: Globals,
    readonly _wifi: Wifi,
    readonly _settings: BoardSettings
  ) {}

  /** `handler(info)` when the board has an address, or another one; `handler()` when it lost it. To be given before `begin`. */
  onChange(handler: (info?: IpInfo) => void): void {
    this._onChange = handler;
  }

  begin(): void {
    const wifi = this._wifi;
    wifi.on("connected", this._onAddress.bind(this));
    wifi.on("disconnected", this._onDisconnected.bind(this));
    this._join();
    // The router is told it with the request for an address, which comes later.
    wifi.setHostname(this._settings.name);
  }

  /** Leaves the network, and stays away. */
  stop(): void {
    this._wifi.removeAllListeners("connected");
    this._wifi.removeAllListeners("disconnected");
    setTimer(this);
    this._joining = false;
    this.address = "";
    this._wifi.disconnect();
  }

  _join(): void {
    const settings = this._settings;
    this._joining = true;
    this._asked = false;
    setTimer(this, this._onAddress, JOIN_MS);
    this._native.print("WiFi: joining " + settings.ssid);
    try {
      this._wifi.connect(settings.ssid, { password: settings.password }, this._onResult.bind(this));
    } catch (error) {
      this._onLost("" + error);
    }
  }

  _onResult(error: string | null): void {
    if (error) this._onLost(error);
    else this._onAddress();
  }

  /** Looks at the address: when the driver says that there is one, and when it has said nothing. */
  _onAddress(): void {
    const wifi = this._wifi;
    const info = wifi.getIP();
    const ip = info.ip;
    const wish = this._settings.ip || ip;
    if (!ip || ip === "0.0.0.0") {
      this._onLost("no address");
      wifi.disconnect();
    } else if (wish !== ip && !this._asked) {
      // What the callback says is not to be trusted (Espruino issue 2753), so it looks again.
      this._asked = true;
      try {
        wifi.setIP({ ip: wish, gw: info.gw, netmask: info.netmask }, this._onAddress.bind(this));
      } catch {
        // It refuses a network without a router.
        this._onAddress();
      }
    } else if (ip !== this.address) {
      // It is no news when the driver came back by itself, with the same address.
      this._joining = false;
      this._attempt = 0;
      setTimer(this);
      this.address = ip;
      this._native.print("WiFi: " + ip + (wish !== ip ? ", not " + wish : ""));
      this._onChange(info);
      // Modem sleep delays each packet that comes by 100 ms and more.
      wifi.setConfig({ powersave: "none" });
    }
  }

  _onDisconnected(details: { reason: string; msg: string }): void {
    this._onLost(details.msg + " (" + details.reason + ")");
  }

  _onLost(reason: string): void {
    const had = this.address;
    // One loss is told twice, by the event and by the callback.
    if (!this._joining && !had) return;
    this._joining = false;
    this.address = "";
    this.lost = reason;
    retry(this, "WiFi: " + reason, this._join);
    if (had) this._onChange();
  }
}
