import type { Crypto, Globals, Net } from "../types/espruino";

// What this module uses of Espruino. It is handed in once, before anything else: plain variables cost an
// interpreter least, and a board has only one WebSocket module.

export let net: Net;
export let crypto: Crypto;
/** The global object. */
export let native: Globals;

export function useNative(itsNet: Net, itsCrypto: Crypto, globals: Globals): void {
  net = itsNet;
  crypto = itsCrypto;
  native = globals;
}
