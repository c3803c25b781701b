import { say } from "./console";
import { wifi } from "./hardware";
import * as settings from "./settings";
import { clearTimer, retry, setTimer, type RetryTimer } from "./timer";
import type { IpInfo } from "./types/espruino";
import { forget } from "./wifi-events";

// Role: be the network, which the other board joins. It stands in for the role of `wifi.ts` on board A where
// there is no router (`NETWORK=ap`).

/** From closing the board's old network to opening ours: while one is open, the driver does not report another. */
const CLOSE_MS = 200;
/** For the driver to open the network. */
const OPEN_MS = 10000;
/** The longest pause after a failure. */
const PAUSE_MS = 30000;

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

function onFailed(reason: string): void {
  lost = reason;
  retry(timer, "WiFi: " + reason, close, PAUSE_MS);
}

function onOpened(): void {
  if (address) return;
  const info = wifi.getAPIP();
  clearTimer(timer);
  address = info.ip;
  say("WiFi: access point " + settings.ssid + ", " + info.ip);
  changeHandler(info);
  wifi.setConfig({ powersave: "none" });
}

function open(): void {
  setTimer(
    timer,
    function () {
      onFailed("access point not opened");
    },
    OPEN_MS
  );
  try {
    // An empty password is refused, none is an open network.
    wifi.startAP(settings.ssid, settings.password ? { password: settings.password } : {}, onOpened);
  } catch (error) {
    onFailed("" + error);
  }
}

/** Closes what the board has opened, and leaves what it has joined, whoever did it. */
function close(): void {
  wifi.stopAP();
  wifi.disconnect();
  setTimer(timer, open, CLOSE_MS);
}

export function begin(): void {
  ["associated", "connected", "disconnected", "sta_joined", "sta_left"].forEach(function (event) {
    wifi.on(event, forget);
  });
  wifi.stopAP();
  // The radio starts only after the script has run (`main.c`).
  setTimer(timer, close, 0);
}
