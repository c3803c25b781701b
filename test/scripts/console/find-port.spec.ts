import assert from "node:assert/strict";
import { findPort, type Choose } from "../../../scripts/console/find-port";
import { listPorts } from "../../../scripts/console/list-ports";
import type { Port } from "../../../scripts/console/port";
import type { ConsoleFault } from "../../../shims/console";
import { ConsoleBoards } from "../../support/console-boards";
import { MockSerial } from "../../support/mock-serial";

const deadlines = { connectMs: 1000, answerMs: 600, repeatMs: 100 };

describe("finding a board's port", () => {
  const boards = new ConsoleBoards();
  let serial: MockSerial | undefined;

  beforeEach(async function () {
    serial = await MockSerial.load();
    if (!serial) this.skip();
  });
  afterEach(async () => {
    serial?.reset();
    await boards.remove();
  });

  /** A device at a port, with a build of ours on it. */
  async function plug(path: string, build: string, ...faults: ConsoleFault[]): Promise<void> {
    const { name } = await boards.add({ script: build ? `global.build="${build}";` : undefined }, ...faults);
    serial?.plug(path, name);
  }

  async function find(choose?: Choose): Promise<string> {
    const load = serial?.load;
    const { link } = await findPort({ board: "a", name: "ESP32-A", listed: await listPorts(load), user: "a test", deadlines, load, choose });
    await link.close();
    return link.port.name;
  }

  it("takes the only board", async () => {
    await plug("/dev/ttyUSB0", "");
    assert.equal(await find(), "/dev/ttyUSB0");
  });

  it("takes no board on which the other board's build runs", async () => {
    await plug("/dev/ttyUSB0", "b-0000000");
    await plug("/dev/ttyUSB1", "");
    assert.equal(await find(), "/dev/ttyUSB1");
    await plug("/dev/ttyUSB1", "b-0000000");
    await assert.rejects(find(), {
      code: "NO_PORT",
      message:
        /^ESP32-A: no port of its own was found: \/dev\/ttyUSB0 \(Espruino 2v29, ESP32-B's build 0000000\), \/dev\/ttyUSB1 .*; plug it in/
    });
  });

  it("takes the one on which its own build runs, before an empty one", async () => {
    await plug("/dev/ttyUSB0", "");
    await plug("/dev/ttyUSB1", "a-0000000");
    assert.equal(await find(), "/dev/ttyUSB1");
  });

  it("passes over devices that are no Espruino, and leaves their ports free", async () => {
    await plug("/dev/ttyUSB0", "", "notEspruino");
    await plug("/dev/ttyUSB1", "");
    await plug("/dev/ttyUSB2", "", "silent");
    assert.equal(await find(), "/dev/ttyUSB1");
    for (const path of ["/dev/ttyUSB0", "/dev/ttyUSB1", "/dev/ttyUSB2"]) assert.equal(serial?.isOpen(path), false, path);
  });

  it("does not take an empty board while another port is in use, behind which its own may be", async () => {
    await plug("/dev/ttyUSB0", "a-0000000");
    serial?.occupy("/dev/ttyUSB0");
    await plug("/dev/ttyUSB1", "");
    await assert.rejects(find(), {
      code: "SEVERAL_PORTS",
      message: /, got \/dev\/ttyUSB0 \(could not be looked at\), \/dev\/ttyUSB1 \(Espruino 2v29, no build of ours\); /
    });
  });

  it("says of the only port what is wrong with it", async () => {
    await plug("/dev/ttyUSB0", "", "silent");
    await assert.rejects(find(), { code: "SILENT", message: /^\/dev\/ttyUSB0: / });
  });

  it("has the user choose between two", async () => {
    await plug("/dev/ttyUSB0", "");
    await plug("/dev/ttyUSB1", "");
    const choose: Choose = async (question, options) => {
      assert.equal(question, "Which one is ESP32-A?");
      assert.deepEqual(options, ["/dev/ttyUSB0", "/dev/ttyUSB1"].map((path) => `${path} (Espruino 2v29, no build of ours)`));
      return 1;
    };
    assert.equal(await find(choose), "/dev/ttyUSB1");
  });

  it("fails where there is nobody to choose, and where there is no port", async () => {
    await assert.rejects(find(), { code: "NO_PORT", message: /: there is no USB serial port; plug it in/ });
    await plug("/dev/ttyUSB0", "");
    await plug("/dev/ttyUSB1", "");
    await assert.rejects(find(), {
      code: "SEVERAL_PORTS",
      message: /^ESP32-A: expected one port that can be its own, got \/dev\/ttyUSB0 \(.*\), \/dev\/ttyUSB1 \(.*\); name it/
    });
  });
});

describe("listPorts", () => {
  it("lists the ports on USB only", async () => {
    const list = async () => [
      { path: "/dev/ttyS0" },
      { path: "/dev/ttyUSB0", manufacturer: "Silicon Labs", vendorId: "10c4", productId: "ea60" },
      { path: "COM3", vendorId: "1a86", productId: "7523" }
    ];
    const listed = await listPorts(async () => ({ list }) as never);
    const port = (name: string): Port => ({ kind: "serial", name });
    assert.deepEqual(listed, [
      { port: port("/dev/ttyUSB0"), description: "Silicon Labs (10c4:ea60)" },
      { port: port("COM3"), description: "USB serial port (1a86:7523)" }
    ]);
  });

  it("says so when the system cannot list them, or the package is not there", async () => {
    const list = () => Promise.reject(new Error("spawn udevadm ENOENT"));
    await assert.rejects(listPorts(async () => ({ list }) as never), {
      code: "PORTS_NOT_LISTED",
      message: /^USB: the serial ports cannot be listed \(spawn udevadm ENOENT\); name the port with --port/
    });
    await assert.rejects(listPorts(async () => undefined), { code: "NO_SERIALPORT" });
  });
});
