import { say } from "./console";
import { wifi } from "./hardware";
import * as settings from "./settings";
import { clearTimer, retry, setTimer, type RetryTimer } from "./timer";
import type { IpInfo } from "./types/espruino";
import { forget } from "./wifi-events";

// Role: join the network and stay joined.
//
// The driver tries 1 to 5 times, depending on the release, and then does nothing more; after a loss likewise. So the
// role joins again by itself, after 1 s at first, 45 s at most, and says on the console what happened and why. It
// relies on the driver's events alone: a callback is not always called, and one that is still waited for when the
// program is replaced makes the driver write into memory that is used for something else.

/** From leaving a network to joining the next one. What the driver reports meanwhile is about the old one. */
const LEAVE_MS = 200;
/** For the driver's tries, and for the router to give an address, of which the driver says nothing. */
const JOIN_MS = 30000;
/** The longest pause: a network that returns is joined within a minute. */
const PAUSE_MS = 45000;

/** The board's address, "" while it has none. */
export let address = "";
/** Why it was lost, or not joined, the last time. */
export let lost = "";

let changeHandler: (info?: IpInfo) => void;
const timer: RetryTimer = { _attempt: 0 };
let joining = false;

/** `handler(info)` is called when the board has an address, or another one; `handler()` when it lost it. To be given before `begin`. */
export function onChange(handler: (info?: IpInfo) => void): void {
  changeHandler = handler;
}

function onLost(reason: string): void {
  const had = address;
  if (!joining && !had) return;
  joining = false;
  address = "";
  lost = reason;
  retry(timer, "WiFi: " + reason, leave, PAUSE_MS);
  if (had) changeHandler();
}

function onConnected(info: IpInfo): void {
  const ip = info.ip;
  // It is no news when the driver came back by itself, with the same address.
  if (ip !== address && (joining || address)) {
    joining = false;
    timer._attempt = 0;
    clearTimer(timer);
    address = ip;
    say("WiFi: " + ip);
    changeHandler(info);
    // Modem sleep delays each incoming packet by 100 ms and more.
    wifi.setConfig({ powersave: "none" });
  }
  forget(info);
}

/** 2v20 gives no message, and a reason may be missing too. */
function onDisconnected(details: { reason?: string; msg?: string }): void {
  const reason = (details.msg || "disconnected") + (details.reason ? " (" + details.reason + ")" : "");
  forget(details);
  onLost(reason);
}

function join(): void {
  joining = true;
  setTimer(
    timer,
    function () {
      onLost("no address");
    },
    JOIN_MS
  );
  say("WiFi: joining " + settings.ssid);
  try {
    wifi.connect(settings.ssid, { password: settings.password });
    // The router is told it with the request for an address, which comes later.
    if (!timer._attempt) wifi.setHostname(settings.name);
  } catch (error) {
    onLost("" + error);
  }
}

/**
 * Leaves what the board has joined or opened, whoever did it: `connect` on a joined board does nothing, up to 2v29,
 * and a board without a program opens a network without a password.
 */
function leave(): void {
  wifi.stopAP();
  wifi.disconnect();
  setTimer(timer, join, LEAVE_MS);
}

export function begin(): void {
  wifi.on("associated", forget);
  wifi.on("connected", onConnected);
  wifi.on("disconnected", onDisconnected);
  // The radio starts only after the script has run (`main.c`): without its own network then, but it may join one that
  // was saved. That one is left later.
  wifi.stopAP();
  setTimer(timer, leave, 0);
}

/** Leaves the network, and stays away. */
export function stop(): void {
  wifi.removeAllListeners();
  clearTimer(timer);
  joining = false;
  address = "";
  wifi.disconnect();
}
