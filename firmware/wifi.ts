import { wifi } from "./hardware";
import * as settings from "./settings";
import { clearTimer, retry, setTimer, type RetryTimer } from "./timer";
import type { IpInfo } from "./types/espruino";

// Role: join the network and stay joined.
//
// The driver tries 3 times, then gives up and stops the radio; after a loss it does the same. So the role
// joins again by itself, after 1 s at first, 30 s at most, and says on the console what happened and why.

/** For the driver's 3 tries, and for the router to give an address, of which the driver says nothing. */
const JOIN_MS = 30000;

/** The board's address, "" while it has none. */
export let address = "";
/** Why it was lost, or not joined, the last time. */
export let lost = "";

let changeHandler: (info?: IpInfo) => void;
const timer: RetryTimer = { _attempt: 0 };
let joining = false;
/** The fixed address was asked for, in this attempt. */
let asked = false;

/** `handler(info)` is called when the board has an address, or another one; `handler()` when it lost it. To be given before `begin`. */
export function onChange(handler: (info?: IpInfo) => void): void {
  changeHandler = handler;
}

function onLost(reason: string): void {
  const had = address;
  // One loss is told twice, by the event and by the callback.
  if (!joining && !had) return;
  joining = false;
  address = "";
  lost = reason;
  retry(timer, "WiFi: " + reason, join);
  if (had) changeHandler();
}

/** Looks at the address: when the driver says that there is one, and when it has said nothing. */
function onAddress(): void {
  const info = wifi.getIP();
  const ip = info.ip;
  const wish = settings.ip || ip;
  if (!ip || ip === "0.0.0.0") {
    onLost("no address");
    wifi.disconnect();
  } else if (wish !== ip && !asked) {
    // What the callback says is not to be trusted (Espruino issue 2753), so it looks again.
    asked = true;
    try {
      wifi.setIP({ ip: wish, gw: info.gw, netmask: info.netmask }, onAddress);
    } catch {
      // It refuses a network without a router.
      onAddress();
    }
  } else if (ip !== address) {
    // It is no news when the driver came back by itself, with the same address.
    joining = false;
    timer._attempt = 0;
    clearTimer(timer);
    address = ip;
    print("WiFi: " + ip + (wish !== ip ? ", not " + wish : ""));
    changeHandler(info);
    // Modem sleep delays each incoming packet by 100 ms and more.
    wifi.setConfig({ powersave: "none" });
  }
}

function onResult(error: string | null): void {
  if (error) onLost(error);
  else onAddress();
}

function join(): void {
  joining = true;
  asked = false;
  setTimer(timer, onAddress, JOIN_MS);
  print("WiFi: joining " + settings.ssid);
  try {
    wifi.connect(settings.ssid, { password: settings.password }, onResult);
  } catch (error) {
    onLost("" + error);
  }
}

export function begin(): void {
  wifi.on("connected", onAddress);
  wifi.on("disconnected", function (details: { reason: string; msg: string }) {
    onLost(details.msg + " (" + details.reason + ")");
  });
  join();
  // The router is told it with the request for an address, which comes later.
  wifi.setHostname(settings.name);
}

/** Leaves the network, and stays away. */
export function stop(): void {
  wifi.removeAllListeners("connected");
  wifi.removeAllListeners("disconnected");
  clearTimer(timer);
  joining = false;
  address = "";
  wifi.disconnect();
}
