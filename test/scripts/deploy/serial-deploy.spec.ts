import assert from "node:assert/strict";
import { ConsoleBoards } from "../../support/console-boards";
import { DeployRun } from "../../support/deploy-run";
import { MockSerial } from "../../support/mock-serial";

const SCRIPT = `global.status=function(){return{address:"192.168.1.101"}};var text="${"x".repeat(3000)}";\n`;

describe("npm run deploy over serial ports", function () {
  this.timeout(120_000);
  const boards = new ConsoleBoards();
  let runs: DeployRun;
  let serial: MockSerial;

  before(async function () {
    const loaded = await MockSerial.load();
    if (loaded) serial = loaded;
    else this.skip();
  });
  beforeEach(async () => {
    runs = new DeployRun();
    runs.scripts.a = runs.scripts.b = SCRIPT;
  });
  afterEach(async () => {
    serial.reset();
    runs.remove();
    await boards.remove();
  });

  it("finds both boards by what runs on them, and leaves their ports free", async () => {
    const b = await boards.add({ script: 'global.build="b-0000000";' });
    const a = await boards.add();
    serial.plug("/dev/ttyUSB0", b.name);
    serial.plug("/dev/ttyUSB1", a.name);
    const { code, out, err } = await runs.deploy(["--all"], { loadSerialPort: serial.load });
    assert.deepEqual([code, err], [0, ""]);
    assert.equal(out[0], "/dev/ttyUSB1: Espruino 2v29, runs no build of ours");
    assert.match(String(a.board.run("build")), /^a-[0-9a-f]{7}$/);
    assert.match(String(b.board.run("build")), /^b-(?!0{7})[0-9a-f]{7}$/);
    assert.deepEqual([serial.isOpen("/dev/ttyUSB0"), serial.isOpen("/dev/ttyUSB1")], [false, false]);
  });

  it("does not take for board B the port that the settings give to board A", async () => {
    serial.plug("/dev/ttyUSB0", (await boards.add({ espruino: { version: "2v08" } })).name);
    serial.plug("/dev/ttyUSB1", (await boards.add()).name);
    const { code, out, err } = await runs.deploy(["--all"], {
      serial: { a: "/dev/ttyUSB0" },
      loadSerialPort: serial.load
    });
    assert.equal(code, 1);
    assert.match(err, /^\/dev\/ttyUSB0: expected Espruino 2v20 or later, got 2v08; .*$/);
    assert.match(out.at(-1) ?? "", /^ESP32-B runs build/);
  });

  it("says with exit code 1 that the board was unplugged in mid-upload", async () => {
    serial.plug("/dev/ttyUSB0", (await boards.add()).name);
    let unplugged = 0;
    const { code, err } = await runs.deploy(["--board", "a", "--port", "/dev/ttyUSB0"], {
      loadSerialPort: serial.load,
      terminal: {
        write(text) {
          if (!unplugged && text.includes("] 1,152 of")) {
            unplugged = Date.now();
            serial.unplug("/dev/ttyUSB0");
          }
        }
      }
    });
    assert.equal(code, 1);
    assert.match(err, /^\/dev\/ttyUSB0: connection lost during the deploy; /);
    assert.ok(Date.now() - unplugged < 2000);
  });

  it("says with exit code 1 that another program has the port", async () => {
    serial.plug("/dev/ttyUSB0");
    serial.occupy("/dev/ttyUSB0");
    const { code, err } = await runs.deploy(["--board", "a", "--port", "/dev/ttyUSB0"], { loadSerialPort: serial.load });
    assert.deepEqual([code, err], [1, "/dev/ttyUSB0: in use by another program; close the terminal, IDE or monitor that holds it"]);
  });
});
