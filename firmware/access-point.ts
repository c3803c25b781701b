import { wifi } from "./hardware";
import * as settings from "./settings";
import { retry, type RetryTimer } from "./timer";
import type { IpInfo } from "./types/espruino";

// Role: be the network, which the other board joins. It stands in for the role of `wifi.ts` on board A where
// there is no router (`NETWORK=ap`).

/** The board's address, "" while there is no network. */
export let address = "";
/** Why there was no network the last time. */
export let lost = "";

let changeHandler: (info?: IpInfo) => void;
const timer: RetryTimer = { _attempt: 0 };

/** `handler(info)` is called when the network is there; it does not go away again. */
export function onChange(handler: (info?: IpInfo) => void): void {
  changeHandler = handler;
}

function onResult(error: string | null): void {
  if (error) {
    lost = error;
    retry(timer, "WiFi: " + error, begin);
  } else {
    const info = wifi.getAPIP();
    address = info.ip;
    print("WiFi: access point " + settings.ssid + ", " + info.ip);
    changeHandler(info);
    wifi.setConfig({ powersave: "none" });
  }
}

export function begin(): void {
  try {
    // An empty password is refused, none is an open network.
    wifi.startAP(settings.ssid, settings.password ? { password: settings.password } : {}, onResult);
  } catch (error) {
    onResult("" + error);
  }
}
