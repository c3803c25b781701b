// Espruino's global names, as far as the firmware uses them. Only the entries (`start.ts`, `stock/start.ts`,
// `ws/module.ts`) call `require`; everything else has Espruino's modules from `hardware.ts`.

type EspruinoGlobals = import("./espruino").Globals;

declare function require(name: "Wifi"): import("./espruino").Wifi;
declare function require(name: "net"): import("./espruino").Net;
declare function require(name: "dgram"): import("./espruino").Dgram;
declare function require(name: "crypto"): import("./espruino").Crypto;
declare function require(name: "TelnetServer"): import("./espruino").TelnetServer;

declare const global: EspruinoGlobals;
declare const setTimeout: EspruinoGlobals["setTimeout"];
declare const setInterval: EspruinoGlobals["setInterval"];
declare const clearTimeout: EspruinoGlobals["clearTimeout"];
declare const clearInterval: EspruinoGlobals["clearInterval"];
declare const print: EspruinoGlobals["print"];
declare const getTime: EspruinoGlobals["getTime"];
declare const btoa: EspruinoGlobals["btoa"];
declare const E: EspruinoGlobals["E"];
declare const Graphics: EspruinoGlobals["Graphics"];
declare const process: EspruinoGlobals["process"];
declare const peek32: EspruinoGlobals["peek32"];

/** Beyond ES5, but in Espruino. */
interface ObjectConstructor {
  assign(target: object, source: object): object;
}
