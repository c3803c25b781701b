/** Where the ESP32's random number generator is read (`RNG_DATA_REG` in its Technical Reference Manual). */
const RNG_DATA_REG = 0x3ff75144;

/** The ESP32 itself and boards with one, as ESP32_CYD; the C3 and the S3 have the register elsewhere. */
const isEsp32 = process.env.BOARD === "ESP32" || /^ESP32_/.test(process.env.BOARD);

/**
 * 32 random bits. `E.hwRand` is not random on an ESP32: there it is the interpreter's own generator, which starts with
 * the same numbers after every reset (`jshGetRandomNumber` in `targets/esp32/jshardware.c`, `rand` in `src/jsutils.c`).
 */
export function random32(): number {
  return isEsp32 ? peek32(RNG_DATA_REG) | 0 : E.hwRand();
}
