import assert from "node:assert/strict";
import { once } from "node:events";
import { openSerial, type SerialPortClass } from "../../../scripts/console/serial-link";
import { MockSerial } from "../../support/mock-serial";

/** A driver that fails as the real ones do. */
function failing(message: string): () => Promise<SerialPortClass> {
  const Failing = function (_options: unknown, onOpen: (error: Error) => void) {
    process.nextTick(onOpen, new Error(message));
    return { on: () => {}, once: () => {} };
  };
  return async () => Failing as unknown as SerialPortClass;
}

describe("openSerial", () => {
  it("says how to get the package serialport when it is not there", async () => {
    await assert.rejects(openSerial("/dev/ttyUSB0", 100, async () => undefined), {
      code: "NO_SERIALPORT",
      message: /^\/dev\/ttyUSB0: serial ports need the optional package serialport.*without --omit=optional/
    });
  });

  const cases: [string, string, RegExp][] = [
    ["Error: No such file or directory, cannot open /dev/ttyUSB0", "PORT_NOT_FOUND", /no such port/],
    ["Opening COM3: File not found", "PORT_NOT_FOUND", /no such port/],
    ["Error: Permission denied, cannot open /dev/ttyUSB0", "PORT_DENIED", /dialout/],
    ["Error Resource temporarily unavailable Cannot lock port", "PORT_BUSY", /another program/],
    ["Error: Resource busy, cannot open /dev/cu.usbserial", "PORT_BUSY", /another program/],
    ["Opening COM3: Access denied", "PORT_BUSY", /another program/],
    ["Error: Inappropriate ioctl for device, cannot open", "PORT_FAILED", /Inappropriate ioctl/]
  ];
  for (const [driver, code, message] of cases) {
    it(`reads ${code} from "${driver}"`, async () => {
      await assert.rejects(openSerial("PORT", 1000, failing(driver)), { code, message });
    });
  }

  it("closes the port with destroy(), and tells by close that the board was unplugged", async function () {
    const serial = await MockSerial.load();
    if (!serial) return this.skip();
    serial.plug("/dev/fake");
    try {
      const first = await openSerial("/dev/fake", 1000, serial.load);
      const closed = once(first, "close");
      first.destroy();
      await closed;
      const second = await openSerial("/dev/fake", 1000, serial.load);
      const unplugged = once(second, "close");
      second.resume();
      await new Promise(setImmediate);
      serial.unplug("/dev/fake");
      await unplugged;
      assert.ok(second.destroyed);
    } finally {
      serial.reset();
    }
  });
});
