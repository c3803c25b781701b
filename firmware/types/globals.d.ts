// The global names that the entries (`board-a.ts`, `board-b.ts`, `ws/module.ts`) use, and nothing else
// may: what the roles need is handed to them.

declare function require(name: "Wifi"): import("./espruino").Wifi;
declare function require(name: "net"): import("./espruino").Net;
declare function require(name: "dgram"): import("./espruino").Dgram;
declare function require(name: "crypto"): import("./espruino").Crypto;

declare const global: import("./espruino").Globals;

/** Beyond ES5, but in Espruino. */
interface ObjectConstructor {
  assign(target: object, source: object): object;
}

/** The settings of a board, put in by the build. */
declare module "settings:*" {
  const settings: import("../settings").BoardSettings;
  export default settings;
}
