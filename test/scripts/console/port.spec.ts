import assert from "node:assert/strict";
import { parsePort } from "../../../scripts/console/port";

describe("parsePort", () => {
  it("knows serial ports of Linux, macOS and Windows", () => {
    const names = ["/dev/ttyUSB0", "/dev/cu.usbserial-0001", "/dev/serial/by-id/usb-1a86", "COM3", "com256"];
    for (const name of names) {
      assert.deepEqual(parsePort(name), { kind: "serial", name });
    }
  });

  it("knows Telnet consoles, on port 23 if none is given", () => {
    const cases: [string, string, number][] = [
      ["tcp://192.168.1.20", "192.168.1.20", 23],
      ["tcp://esp32-a.local:2323", "esp32-a.local", 2323],
      ["tcp://[::1]:2323/", "::1", 2323]
    ];
    for (const [name, host, port] of cases) {
      assert.deepEqual(parsePort(name), { kind: "tcp", name, host, port });
    }
  });

  it("refuses everything else with what it expected and what came", () => {
    const names = ["", "/dev/", "ttyUSB0", "COM0", "COM257", "tcp://", "tcp://h:0", "tcp://h:65536"];
    for (const name of names) {
      assert.throws(() => parsePort(name), {
        message: `expected /dev/NAME, COM1 to COM256 or tcp://HOST[:PORT], got ${JSON.stringify(name)}`
      });
    }
  });
});
