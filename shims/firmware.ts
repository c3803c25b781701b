import { SOCKETS_ON_ESP32 } from "./sockets";
import { WIFI_BUILDS, type WifiBuild } from "./wifi-build";

/** Which Espruino a simulated board has been flashed with. */
export interface EspruinoBuild {
  /** As `process.env.VERSION` has it. */
  version: string;
  /** The names of the built-in modules. */
  modules: string[];
  /** JsVars. */
  totalVars: number;
  /** Bytes of flash for files. */
  flashBytes: number;
  sockets: number;
  wifi: WifiBuild;
}

/** The ESP32 build: its modules are those of 2v27.45, its memory that with Bluetooth on, its flash that of `boards/ESP32.py`. */
export const ESP32_BUILD: EspruinoBuild = {
  version: "2v29",
  modules: [
    "Flash", "Storage", "heatshrink", "fs", "net", "dgram", "tls", "http", "NetworkJS", "Wifi", "TelnetServer",
    "crypto", "neopixel"
  ],
  totalVars: 4000,
  flashBytes: 224 * 4096,
  sockets: SOCKETS_ON_ESP32,
  wifi: WIFI_BUILDS["2v22 to 2v29"]
};

/** What the interpreter itself holds, and so many bytes of text are in a JsVar. */
const IDLE_VARS = 40;
const BYTES_IN_VAR = 12;

/** `process.env` */
export function environment({ version, modules, flashBytes }: EspruinoBuild): Record<string, string | number> {
  return {
    VERSION: version,
    BOARD: "ESP32",
    FLASH: 0,
    STORAGE: flashBytes,
    SERIAL: "02000000-0001",
    CONSOLE: "Telnet",
    MODULES: modules.join(",")
  };
}

/** A JsVar of 14 bytes holds so much of a string, of a name, and of the rest of either (`src/jsutils.h`). */
const STRING_BYTES = 9;
const NAME_BYTES = 4;
const REST_BYTES = 10;

/** The JsVars of a text whose first one holds `firstBytes` of it. */
function varsOfText(text: string, firstBytes: number): number {
  return 1 + Math.ceil(Math.max(0, text.length - firstBytes) / REST_BYTES);
}

/** The JsVars of an object with members that are strings. */
export function varsOf(object: object): number {
  return Object.entries(object).reduce(
    (sum, [name, value]) => sum + varsOfText(name, NAME_BYTES) + varsOfText(String(value), STRING_BYTES),
    1
  );
}

/**
 * `process.memory()`. Counted are only the text that runs from RAM and what leaked: what else a script uses,
 * only a real interpreter can tell.
 */
export function memory(
  { totalVars }: EspruinoBuild,
  textBytes: number,
  leakedVars: number
): Record<"free" | "usage" | "total", number> {
  const usage = Math.min(totalVars, IDLE_VARS + Math.ceil(textBytes / BYTES_IN_VAR) + leakedVars);
  return { free: totalVars - usage, usage, total: totalVars };
}
