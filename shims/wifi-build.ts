/** In what the releases' `Wifi` modules differ on an ESP32; `wifi.md` names the sources. */
export interface WifiBuild {
  /** A board without a saved configuration opens a network of its own at power-on. */
  opensNetwork: boolean;
  /** `connect` on a joined board leaves that network and joins anew; otherwise it does nothing. */
  rejoins: boolean;
  /** A failed `connect` calls back; otherwise only the event comes. */
  callsBackOnFailure: boolean;
  /** The details of `disconnected` have a `msg`; otherwise only the number of the reason. */
  tellsMsg: boolean;
  /** Tries of the driver before it gives up: in the first attempt after power-on, and in all others. */
  tries: { first: number; further: number };
}

const USUAL: WifiBuild = {
  opensNetwork: true,
  rejoins: false,
  callsBackOnFailure: false,
  tellsMsg: true,
  tries: { first: 1, further: 1 }
};

export const WIFI_BUILDS = {
  "2v20": { ...USUAL, tellsMsg: false, tries: { first: 5, further: 1 } },
  "2v22 to 2v29": USUAL,
  "after August 2026": {
    ...USUAL,
    opensNetwork: false,
    rejoins: true,
    callsBackOnFailure: true,
    tries: { first: 3, further: 3 }
  }
} satisfies Record<string, WifiBuild>;
