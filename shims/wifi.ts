import type { IpInfo, Wifi } from "../firmware/types/espruino";
import { NativeEmitter, type Interpreter } from "./interpreter";
import type { Host, Lan } from "./lan";

/** The router: what it calls itself and which password it takes ("" for an open network). */
export interface AccessPoint {
  ssid: string;
  password: string;
}

/** What is to go wrong with the radio, by name. */
export type WifiFault =
  /** No access point answers, and whoever was joined is lost. */
  | "accessPointGone"
  /** The board stays joined, but the router gives it no address. */
  | "noAddress";

/** From a `connect` to the address. */
const JOIN_MS = 120;
/** One of the driver's tries that fails. */
const TRY_MS = 800;
const TRIES = 3;
const NOWHERE: IpInfo = { ip: "0.0.0.0", netmask: "0.0.0.0", gw: "0.0.0.0" };

type Callback = (error: string | null) => void;

/**
 * `require("Wifi")` as on the ESP32: the driver tries 3 times, then fires `disconnected`, calls back with
 * the reason and stops; nothing more happens until the program connects again
 * (`libs/network/esp32/jswrap_esp32_network.c`).
 */
export class WifiShim extends NativeEmitter implements Wifi {
  hostname = "espressif";
  powersave = "ps-poll";
  readonly faults = new Set<WifiFault>();
  readonly #lan: Lan;
  readonly #host: Host;
  readonly #lease: string;
  readonly #accessPoint: AccessPoint;
  #timer: unknown;
  #callback?: Callback;
  #ssid = "";
  #password = "";

  constructor(interpreter: Interpreter, lan: Lan, host: Host, accessPoint: AccessPoint) {
    super(interpreter);
    this.#lan = lan;
    this.#host = host;
    this.#lease = host.address;
    this.#accessPoint = accessPoint;
  }

  connect(ssid: string, options: { password?: string }, callback?: Callback): void {
    if (typeof ssid !== "string") throw new Error("No SSID provided");
    if (options.password !== undefined && typeof options.password !== "string")
      throw new Error("Expecting options.password to be a string");
    // The callback of an attempt in progress is forgotten.
    this.#callback = callback;
    this.#ssid = ssid;
    this.#password = options.password ?? "";
    this.#setOnline(false);
    this.#host.address = this.#lease;
    this.#try();
  }

  disconnect(callback?: () => void): void {
    const wasOnline = this.#host.online;
    this.#stopTimer();
    this.#setOnline(false);
    if (wasOnline) this.#lost("8", "ASSOC_LEAVE");
    if (callback) this.interpreter.queue(callback);
  }

  getIP(): IpInfo {
    if (!this.#host.online) return { ...NOWHERE };
    return { ip: this.#host.address, netmask: "255.255.255.0", gw: this.#gateway };
  }

  setIP(settings: IpInfo, callback: Callback): void {
    this.#lan.change(() => {
      this.#host.address = settings.ip;
    });
    // Reversed, as up to 2v29 (Espruino issue 2753).
    this.interpreter.queue(() => {
      callback("ERROR");
    });
  }

  setHostname(hostname: string): void {
    this.hostname = hostname;
  }

  setConfig(settings: { powersave: "none" | "ps-poll" }): void {
    this.powersave = settings.powersave;
  }

  startAP(): void {
    throw new Error("Wifi shim: startAP is not simulated");
  }

  getAPIP(): IpInfo {
    return { ...NOWHERE };
  }

  /** Makes a fault, or ends it with `on` false. */
  setFault(fault: WifiFault, on: boolean): void {
    if (on) this.faults.add(fault);
    else this.faults.delete(fault);
    if (fault === "accessPointGone" && on && this.#host.online) {
      this.#setOnline(false);
      // The driver asks 3 times for the network that it lost before it says so.
      this.#after(TRIES * TRY_MS, () => {
        this.#lost("201", "NO_AP_FOUND");
      });
    }
  }

  get #gateway(): string {
    return this.#lease.replace(/\d+$/, "1");
  }

  /** The power goes: no event comes any more. */
  stop(): void {
    this.#stopTimer();
    this.#setOnline(false);
  }

  #try(): void {
    const problem = this.faults.has("accessPointGone") || this.#ssid !== this.#accessPoint.ssid
      ? ["201", "NO_AP_FOUND"]
      : this.#password !== this.#accessPoint.password
        ? ["15", "4WAY_HANDSHAKE_TIMEOUT"]
        : undefined;
    if (problem)
      this.#after(TRIES * TRY_MS, () => {
        this.#lost(problem[0], problem[1]);
      });
    else {
      this.#host.onlineInMs = JOIN_MS;
      this.#after(JOIN_MS, () => {
        this.#joined();
      });
    }
  }

  #joined(): void {
    this.emit("associated", { ssid: this.#ssid, mac: "02:00:00:00:00:01", channel: "6" });
    if (this.faults.has("noAddress")) return;
    this.#setOnline(true);
    this.emit("connected", this.getIP());
    this.#callBack(null);
  }

  #lost(reason: string, msg: string): void {
    this.emit("disconnected", { ssid: this.#ssid, mac: "02:00:00:00:00:01", reason, msg });
    this.#callBack(msg);
  }

  #callBack(error: string | null): void {
    const callback = this.#callback;
    this.#callback = undefined;
    if (callback)
      this.interpreter.queue(() => {
        callback(error);
      });
  }

  #setOnline(online: boolean): void {
    this.#host.onlineInMs = undefined;
    if (this.#host.online !== online)
      this.#lan.change(() => {
        this.#host.online = online;
      });
  }

  #after(ms: number, action: () => void): void {
    this.#stopTimer();
    this.#timer = this.interpreter.clock.setTimeout(action, ms);
  }

  #stopTimer(): void {
    this.interpreter.clock.clearTimeout(this.#timer);
  }
}
