import assert from "node:assert/strict";
import { askBoard } from "../../../scripts/deploy/board-console";
import { openSerial, type SerialPortClass } from "../../../scripts/deploy/serial-link";

const packageName = "serialport";

/** A driver that fails as the real ones do. */
function failing(message: string): () => Promise<SerialPortClass> {
  const Failing = function (_options: unknown, onOpen: (error: Error) => void) {
    process.nextTick(onOpen, new Error(message));
    return { on: () => {} };
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

  it("asks a board through serialport's own mock driver", async function () {
    const mock = await import(packageName).catch(() => undefined);
    if (!mock) {
      console.log("      skipped: the optional package serialport is not installed");
      this.skip();
    }
    mock.SerialPortMock.binding.createPort("/dev/fake", { record: true });
    const link = await openSerial("/dev/fake", 1000, async () => mock.SerialPortMock);
    try {
      const asked = askBoard(link, { answerMs: 2000, repeatMs: 50, interrupt: false });
      const device = (link as unknown as { port: { recording: Buffer; emitData(data: string): void } }).port;
      while (!device.recording.includes("\n")) await new Promise(setImmediate);
      const nonce = /"([0-9a-f]{8})"\]/.exec(device.recording.toString())?.[1];
      device.emitData(`Received from ESP32-B: 2\r\n<BUILD a-1234567|1104|5012|2v27.45|${nonce}>\r\n`);
      const answer = { build: "a-1234567", version: "2v27.45", usedVars: 1104, totalVars: 5012 };
      assert.deepEqual(await asked, answer);
    } finally {
      link.destroy();
      mock.SerialPortMock.binding.reset();
    }
  });
});
