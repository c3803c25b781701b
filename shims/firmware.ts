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
}

/** The ESP32 build: its modules are those of 2v27.45, its memory that with Bluetooth on, its flash that of `boards/ESP32.py`. */
export const ESP32_BUILD: EspruinoBuild = {
  version: "2v29",
  modules: [
    "Flash", "Storage", "heatshrink", "fs", "net", "dgram", "tls", "http", "NetworkJS", "Wifi", "TelnetServer",
    "crypto", "neopixel"
  ],
  totalVars: 4000,
  flashBytes: 224 * 4096
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

/**
 * `process.memory()`. Counted is only the text that runs from RAM: what else a script uses, only a real
 * interpreter can tell.
 */
export function memory({ totalVars }: EspruinoBuild, textBytes: number): Record<"free" | "usage" | "total", number> {
  const usage = Math.min(totalVars, IDLE_VARS + Math.ceil(textBytes / BYTES_IN_VAR));
  return { free: totalVars - usage, usage, total: totalVars };
}
