import type { Crypto, Dgram, Net, Wifi } from "./types/espruino";

// Espruino's modules, handed in once by the entry, so that everything else runs without `require`.

export let net: Net;
export let crypto: Crypto;
export let wifi: Wifi;
export let dgram: Dgram;

/** What the WebSocket module needs. */
export function useSockets(netModule: Net, cryptoModule: Crypto): void {
  net = netModule;
  crypto = cryptoModule;
}

/** What the other roles need. */
export function useNetwork(wifiModule: Wifi, dgramModule: Dgram): void {
  wifi = wifiModule;
  dgram = dgramModule;
}
