/** A router, or a board's own network: its name and its password ("" for an open network). */
export interface AccessPoint {
  ssid: string;
  password: string;
}

/** A board that joined another one's access point. */
export interface Station {
  mac: string;
  /** Called when the access point is gone. */
  onGone(): void;
}

/** A board's access point, by itself and as the gateway of those that join it. */
export const AP_ADDRESS = "192.168.4.1";

/** A board as an access point, which gives addresses to those that join it. */
export class BoardAccessPoint implements AccessPoint {
  readonly #stations: Station[] = [];

  constructor(
    readonly ssid: string,
    readonly password: string,
    /** Tells the board who comes and goes. */
    readonly onStation: (event: "sta_joined" | "sta_left", mac: string) => void
  ) {}

  /** Returns the station's address. */
  join(station: Station): string {
    this.#stations.push(station);
    this.onStation("sta_joined", station.mac);
    return AP_ADDRESS.replace(/\d+$/, String(1 + this.#stations.length));
  }

  leave(station: Station): void {
    const at = this.#stations.indexOf(station);
    // Once the access point is gone there is nobody to leave.
    if (at < 0) return;
    this.#stations.splice(at, 1);
    this.onStation("sta_left", station.mac);
  }

  close(): void {
    for (const station of this.#stations.splice(0)) station.onGone();
  }
}
