/** How Espruino gets onto a board, from `targets/esp32/README_flash.txt` of its repository. */
export const FLASH_COMMAND = [
  "esptool.py --chip esp32 --port PORT --baud 921600 --after hard_reset write_flash \\",
  "  -z --flash_mode dio --flash_freq 40m --flash_size detect \\",
  "  0x1000 bootloader.bin 0x8000 partitions_espruino.bin 0x10000 espruino_esp32.bin"
];

const PLUGGING = [
  "Use a USB cable that carries data: many only charge.",
  "Install the driver of the board's USB chip: CP210x (silabs.com) or CH340 (wch-ic.com).",
  'On Linux, join the group that owns the port ("sudo usermod -aG dialout $USER") and log in again.'
];

const FLASHING =
  "Flash Espruino once: get its ESP32 build, 2v20 or later, from https://www.espruino.com/Download, and in its folder:";

/** What to do when there is no board, for somebody who may have no port, or no Espruino on it. */
export function advice(hasPorts: boolean): string[] {
  const steps = hasPorts ? [FLASHING] : [...PLUGGING, FLASHING];
  return [...steps.map((step, index) => `${index + 1}. ${step}`), ...FLASH_COMMAND.map((line) => `     ${line}`)];
}
