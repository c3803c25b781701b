import type { IpInfo, Wifi } from "../firmware/types/espruino";
import { AP_ADDRESS, BoardAccessPoint, type AccessPoint, type Station } from "./access-point";
import { NativeEmitter, type Interpreter } from "./interpreter";
import type { Host, Lan } from "./lan";

/** What is to go wrong with the radio, by name. */
export type WifiFault =
  /** No access point answers, and whoever was joined is lost. */
  | "accessPointGone"
  /** The access point takes another password than the board's. */
  | "wrongPassword"
  /** The board stays joined, but the router gives it no address. */
  | "noAddress";

/** From a `connect` to the address. */
const JOIN_MS = 120;
/** One of the driver's tries that fails. */
const TRY_MS = 800;
const TRIES = 3;
/** From `startAP` to its callback. */
const OPEN_MS = 50;
const NETMASK = "255.255.255.0";
const ROUTER_MAC = "02:00:00:00:00:01";
const NOWHERE: IpInfo = { ip: "0.0.0.0", netmask: "0.0.0.0", gw: "0.0.0.0" };

type Callback = (error: string | null) => void;

/**
 * `require("Wifi")` as on the ESP32: the driver tries 3 times, then fires `disconnected`, calls back with
 * the reason and stops; nothing more happens until the program connects again
 * (`libs/network/esp32/jswrap_esp32_network.c`).
 *
 * A board is either a station or an access point here, not both at once as the hardware could.
 */
export class WifiShim extends NativeEmitter implements Wifi {
  hostname = "espressif";
  powersave = "ps-poll";
  readonly faults = new Set<WifiFault>();
  readonly #lan: Lan;
  readonly #host: Host;
  readonly #router?: AccessPoint;
  readonly #station: Station;
  #own?: BoardAccessPoint;
  /** What the board joined. */
  #joined?: AccessPoint;
  #timer: unknown;
  #callback?: Callback;
  #ssid = "";
  #password = "";

  /** `router` is in reach beside the access points that boards open. */
  constructor(interpreter: Interpreter, lan: Lan, host: Host, router?: AccessPoint) {
    super(interpreter);
    this.#lan = lan;
    this.#host = host;
    this.#router = router;
    const last = Number(host.lease.split(".")[3]);
    this.#station = {
      mac: "02:00:00:00:01:" + last.toString(16).padStart(2, "0"),
      onGone: () => {
        this.#loseAccessPoint();
      }
    };
  }

  connect(ssid: string, options: { password?: string }, callback?: Callback): void {
    if (typeof ssid !== "string") throw new Error("No SSID provided");
    if (options.password !== undefined && typeof options.password !== "string")
      throw new Error("Expecting options.password to be a string");
    if (this.#own) throw new Error("Wifi shim: a station beside an access point is not simulated");
    // The callback of an attempt in progress is forgotten.
    this.#callback = callback;
    this.#ssid = ssid;
    this.#password = options.password ?? "";
    this.#leave();
    this.#try();
  }

  /** Leaves the network; an access point of its own stays. */
  disconnect(callback?: () => void): void {
    const wasJoined = !!this.#joined;
    if (!this.#own) this.#stopTimer();
    this.#leave();
    if (wasJoined) this.#lost("8", "ASSOC_LEAVE");
    if (callback) this.interpreter.queue(callback);
  }

  /** Of the station; a board that is only an access point has none. */
  getIP(): IpInfo {
    if (!this.#joined || !this.#host.online) return { ...NOWHERE };
    return { ip: this.#host.address, netmask: NETMASK, gw: this.#host.address.replace(/\d+$/, "1") };
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

  /** The callback comes once the access point stands. An empty password is refused: an open network has none. */
  startAP(ssid: string, options: { password?: string } = {}, callback?: Callback): void {
    const { password } = options;
    if (typeof ssid !== "string") throw new Error("No SSID");
    if (password !== undefined && (typeof password !== "string" || password.length < 8))
      throw new Error("Password must be string of at least 8 characters");
    if (this.#joined) throw new Error("Wifi shim: a station beside an access point is not simulated");
    const own = new BoardAccessPoint(ssid, password ?? "", (event, mac) => {
      this.emit(event, { mac });
    });
    this.#closeOwn();
    this.#own = own;
    this.#after(OPEN_MS, () => {
      this.#lan.accessPoints.add(own);
      this.#host.address = AP_ADDRESS;
      this.#setOnline(true);
      if (callback)
        this.interpreter.queue(() => {
          callback(null);
        });
    });
  }

  /** It is there from the start, whether the access point stands or not (`tcpip_adapter_init`). */
  getAPIP(): IpInfo {
    return { ip: AP_ADDRESS, netmask: NETMASK, gw: AP_ADDRESS };
  }

  /** Makes a fault, or ends it with `on` false. */
  setFault(fault: WifiFault, on: boolean): void {
    if (on) this.faults.add(fault);
    else this.faults.delete(fault);
    if (fault === "accessPointGone" && on) this.#loseAccessPoint();
  }

  /** The router gives the board another address, from now on and at once. */
  setLease(address: string): void {
    this.#host.lease = address;
    if (!this.#joined || this.#joined instanceof BoardAccessPoint) return;
    this.#lan.change(() => {
      this.#host.address = address;
    });
    if (this.#host.online) this.emit("connected", this.getIP());
  }

  /** The power goes: no event comes any more. */
  stop(): void {
    this.#stopTimer();
    this.#leave();
    this.#closeOwn();
  }

  #closeOwn(): void {
    const own = this.#own;
    if (!own) return;
    this.#lan.accessPoints.delete(own);
    this.#own = undefined;
    this.#setOnline(false);
    own.close();
  }

  #try(): void {
    const found = [...(this.#router ? [this.#router] : []), ...this.#lan.accessPoints].find(({ ssid }) => ssid === this.#ssid);
    if (!found || this.faults.has("accessPointGone")) this.#fail("201", "NO_AP_FOUND");
    else if (this.faults.has("wrongPassword") || this.#password !== found.password) this.#fail("15", "4WAY_HANDSHAKE_TIMEOUT");
    else {
      this.#host.onlineInMs = JOIN_MS;
      this.#after(JOIN_MS, () => {
        this.#join(found);
      });
    }
  }

  /** The driver tries 3 times before it says so. */
  #fail(reason: string, msg: string): void {
    this.#after(TRIES * TRY_MS, () => {
      this.#lost(reason, msg);
    });
  }

  #join(accessPoint: AccessPoint): void {
    this.#joined = accessPoint;
    this.emit("associated", { ssid: this.#ssid, mac: ROUTER_MAC, channel: "6" });
    const address = accessPoint instanceof BoardAccessPoint ? accessPoint.join(this.#station) : this.#host.lease;
    if (this.faults.has("noAddress")) return;
    this.#host.address = address;
    this.#setOnline(true);
    this.emit("connected", this.getIP());
    this.#callBack(null);
  }

  #leave(): void {
    const left = this.#joined;
    this.#joined = undefined;
    if (!this.#own) this.#setOnline(false);
    if (left instanceof BoardAccessPoint) left.leave(this.#station);
  }

  #loseAccessPoint(): void {
    if (!this.#joined) return;
    this.#leave();
    this.#fail("201", "NO_AP_FOUND");
  }

  #lost(reason: string, msg: string): void {
    this.emit("disconnected", { ssid: this.#ssid, mac: ROUTER_MAC, reason, msg });
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
