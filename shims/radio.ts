import { AP_ADDRESS, BoardAccessPoint, type AccessPoint, type Station } from "./access-point";
import type { Clock } from "./interpreter";
import type { Host, Lan } from "./lan";
import { WIFI_BUILDS, type WifiBuild } from "./wifi-build";

/** What is to go wrong with the radio, by name. */
export type WifiFault =
  /** No access point answers, and whoever was joined is lost. */
  | "accessPointGone"
  /** The access point takes another password than the board's. */
  | "wrongPassword"
  /** The board stays joined, but the router gives it no address. */
  | "noAddress"
  /** The details of a loss come without their reason, as was seen on 2v27. */
  | "noReason";

/** From a `connect` to the address. */
const JOIN_MS = 120;
/** One of the driver's tries that fails, and the time until it notices that the access point is gone. */
const TRY_MS = 2400;
/** From `startAP` to its callback. */
const OPEN_MS = 50;
const ROUTER_MAC = "02:00:00:00:00:01";

export type WifiEvent = "associated" | "connected" | "disconnected" | "sta_joined" | "sta_left";

/** The interpreter's side of the driver (`event_handler` in `jswrap_esp32_network.c`). */
export interface RadioListener {
  onEvent(event: WifiEvent, details: Record<string, string>): void;
  /** The end of an attempt to join, with the reason why it failed, if the build tells. */
  onResult(error: string | null): void;
  onOpened(): void;
}

export interface RadioOptions {
  clock: Clock;
  lan: Lan;
  host: Host;
  /** In reach beside the access points that boards open. */
  router?: AccessPoint;
  build?: WifiBuild;
}

/**
 * The WiFi driver of a board, which `reset()` does not touch: what it joined or opened stays until the program
 * says otherwise, or the power goes.
 */
export class Radio {
  hostname = "espressif";
  powersave = "ps-poll";
  readonly faults = new Set<WifiFault>();
  /** Set by whoever runs on the board. */
  listener?: RadioListener;
  readonly #options: RadioOptions;
  readonly #build: WifiBuild;
  readonly #station: Station;
  /** The mode includes that of an access point. */
  #isOpening: boolean;
  #own?: BoardAccessPoint;
  #joined?: AccessPoint;
  /** The address that the joined network gave. */
  #given = "";
  #joining = false;
  #ssid = "";
  #password = "";
  #tries: number;
  #joinTimer: unknown;
  #openTimer: unknown;

  constructor(options: RadioOptions) {
    this.#options = options;
    this.#build = options.build ?? WIFI_BUILDS["2v22 to 2v29"];
    this.#isOpening = this.#build.opensNetwork;
    this.#tries = this.#build.tries.first;
    const last = Number(options.host.lease.split(".")[3]);
    this.#station = {
      mac: "02:00:00:00:01:" + last.toString(16).padStart(2, "0"),
      onGone: () => {
        this.#lose();
      }
    };
  }

  /** What Espruino does at power-on, once the script in flash has run: it opens its own network, unless the script said no. */
  restore(): void {
    if (this.#isOpening && !this.#own) this.#open(`ESP_${this.#station.mac.slice(-8).replace(/:/g, "")}`, "");
  }

  join(ssid: string, password: string): void {
    const { rejoins } = this.#build;
    if (this.#joining || (this.#joined && !rejoins)) return;
    this.#ssid = ssid;
    this.#password = password;
    if (this.#build.tries.further > 1) this.#tries = this.#build.tries.further;
    this.#leave();
    this.#joining = true;
    this.#try();
  }

  /** Leaves the network, or gives up joining it; an access point of its own stays. */
  disconnect(): void {
    const wasActive = this.#joining || !!this.#joined;
    this.#tries = 0;
    this.#leave();
    if (wasActive) this.#lost("8", "ASSOC_LEAVE");
  }

  /** The driver reports an access point that starts, not one that is already open and gets another name. */
  open(ssid: string, password: string): void {
    const wasOpen = !!this.#own;
    this.#close();
    this.#isOpening = true;
    this.#open(ssid, password, !wasOpen);
  }

  close(): void {
    this.#isOpening = false;
    this.#close();
  }

  /** The board's address as a station, "" while it has none. */
  get address(): string {
    return this.#given;
  }

  get ssid(): string {
    return this.#joined ? this.#ssid : "";
  }

  /** The network that the board itself has opened. */
  get ownSsid(): string {
    return this.#own?.ssid ?? "";
  }

  /** Makes a fault, or ends it with `on` false. */
  setFault(fault: WifiFault, on: boolean): void {
    if (on) this.faults.add(fault);
    else this.faults.delete(fault);
    if (fault === "accessPointGone" && on) this.#lose();
  }

  /** The router gives the board another address, from now on and at once. */
  setLease(address: string): void {
    this.#options.host.lease = address;
    if (!this.#given || this.#joined instanceof BoardAccessPoint) return;
    this.#setAddress(address);
    this.#tell("connected");
  }

  /** The power goes: no event comes any more. */
  off(): void {
    this.listener = undefined;
    this.#leave();
    this.#close();
  }

  #open(ssid: string, password: string, isReported = true): void {
    const own = new BoardAccessPoint(ssid, password, (event, mac) => {
      this.listener?.onEvent(event, { mac });
    });
    this.#own = own;
    this.#openTimer = this.#options.clock.setTimeout(() => {
      this.#options.lan.accessPoints.add(own);
      this.#update();
      if (isReported) this.listener?.onOpened();
    }, OPEN_MS);
  }

  #close(): void {
    this.#options.clock.clearTimeout(this.#openTimer);
    const own = this.#own;
    if (!own) return;
    this.#own = undefined;
    this.#options.lan.accessPoints.delete(own);
    this.#update();
    own.close();
  }

  #try(): void {
    const { lan, router, host } = this.#options;
    const found = [...(router ? [router] : []), ...lan.accessPoints].find(({ ssid }) => ssid === this.#ssid);
    if (!found || this.faults.has("accessPointGone")) this.#fail("201", "NO_AP_FOUND");
    else if (this.faults.has("wrongPassword") || this.#password !== found.password) this.#fail("15", "4WAY_HANDSHAKE_TIMEOUT");
    else {
      host.onlineInMs = JOIN_MS;
      this.#after(JOIN_MS, () => {
        this.#join(found);
      });
    }
  }

  #fail(reason: string, msg: string): void {
    this.#after(TRY_MS, () => {
      if (--this.#tries > 0) this.#try();
      else this.#lost(reason, msg);
    });
  }

  #join(accessPoint: AccessPoint): void {
    this.#joining = false;
    this.#joined = accessPoint;
    this.listener?.onEvent("associated", { ssid: this.#ssid, mac: ROUTER_MAC, channel: "6" });
    const address = accessPoint instanceof BoardAccessPoint ? accessPoint.join(this.#station) : this.#options.host.lease;
    if (this.faults.has("noAddress")) return;
    this.#setAddress(address);
    this.listener?.onResult(null);
    this.#tell("connected");
  }

  #tell(event: "connected"): void {
    this.listener?.onEvent(event, { ip: this.#given, netmask: "255.255.255.0", gw: this.#given.replace(/\d+$/, "1") });
  }

  #leave(): void {
    const left = this.#joined;
    this.#options.clock.clearTimeout(this.#joinTimer);
    this.#joining = false;
    this.#joined = undefined;
    this.#setAddress("");
    if (left instanceof BoardAccessPoint) left.leave(this.#station);
  }

  /** The access point is gone, which the driver notices when its beacons stay away. */
  #lose(): void {
    if (!this.#joined) return;
    this.#leave();
    this.#joining = true;
    this.#fail("200", "BEACON_TIMEOUT");
  }

  #lost(reason: string, msg: string): void {
    this.#joining = false;
    const details: Record<string, string> = { ssid: this.#ssid, mac: ROUTER_MAC };
    if (!this.faults.has("noReason")) details.reason = reason;
    if (this.#build.tellsMsg) details.msg = msg;
    this.listener?.onEvent("disconnected", details);
    if (this.#build.callsBackOnFailure) this.listener?.onResult(msg);
  }

  #setAddress(address: string): void {
    this.#given = address;
    this.#options.host.onlineInMs = undefined;
    this.#update();
  }

  /** A board that has joined a network is there at the address it was given, whatever it has opened beside. */
  #update(): void {
    const { lan, host } = this.#options;
    const isOpen = !!this.#own && lan.accessPoints.has(this.#own);
    const address = this.#given || (isOpen ? AP_ADDRESS : host.address);
    const online = !!this.#given || isOpen;
    if (host.online === online && host.address === address) return;
    lan.change(() => {
      host.address = address;
      host.online = online;
    });
  }

  #after(ms: number, action: () => void): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#joinTimer);
    this.#joinTimer = clock.setTimeout(action, ms);
  }
}
