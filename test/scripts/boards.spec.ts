import assert from "node:assert/strict";
import { run } from "../../scripts/boards/run";
import { ConsoleBoards } from "../support/console-boards";
import { MockSerial } from "../support/mock-serial";

describe("npm run boards", () => {
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

  async function look(argv: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; out: string[]; err: string[] }> {
    const out: string[] = [];
    const err: string[] = [];
    const deadlines = { connectMs: 500, answerMs: 600, repeatMs: 100 };
    const code = await run(argv, {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      deadlines,
      settings: { env, file: "" },
      loadSerialPort: serial?.load
    });
    return { code, out, err };
  }

  it("lists what is on each port, and what is wrong with it", async () => {
    const script = 'global.build="a-3f2a9c1";global.status=function(){return{address:"192.168.1.20"}}';
    serial?.plug("/dev/ttyUSB0", (await boards.add({ script })).name);
    serial?.plug("/dev/ttyUSB1");
    serial?.plug("/dev/ttyUSB2", (await boards.add({ espruino: { version: "2v08" } })).name);
    const { name } = await boards.add({ script: 'global.build="b-0000000"' });
    const startedMs = Date.now();
    const { code, out, err } = await look([name]);
    assert.ok(Date.now() - startedMs < 1200, "one after the other");
    assert.equal(code, 0);
    const columns = out.map((line) => line.split(/ {2,}/));
    assert.deepEqual(columns, [
      ["Port", "Device", "Espruino", "JsVars used", "Runs"],
      ["/dev/ttyUSB0", "Silicon Labs (10c4:ea60)", "2v29", "40 of 4,000", "ESP32-A's build 3f2a9c1, 192.168.1.20"],
      ["/dev/ttyUSB1", "Silicon Labs (10c4:ea60)", "-", "-", "no answer from an Espruino"],
      ["/dev/ttyUSB2", "Silicon Labs (10c4:ea60)", "2v08", "40 of 4,000", "no build of ours"],
      [name, "Telnet console", "2v29", "40 of 4,000", "ESP32-B's build 0000000"]
    ]);
    assert.equal(err.length, 2);
    assert.match(err[0], /^\/dev\/ttyUSB1: silent for 0\.6 s, expected Espruino's console; press/);
    assert.match(err[1], /^\/dev\/ttyUSB2: expected Espruino 2v20 or later, got 2v08; flash a newer one$/);
    for (const path of ["/dev/ttyUSB0", "/dev/ttyUSB1", "/dev/ttyUSB2"]) assert.equal(serial?.isOpen(path), false, path);
  });

  it("says with exit code 1 what to do when there is no port: cable, driver, group, flashing", async () => {
    const { code, out, err } = await look();
    assert.deepEqual([code, err], [1, []]);
    assert.equal(out[0], "There is no USB serial port.");
    const text = out.join("\n");
    for (const part of ["cable", "CP210x", "dialout", "esptool.py --chip esp32 --port PORT", "0x10000 espruino_esp32.bin"])
      assert.ok(text.includes(part), part);
  });

  it("lists the ports that the settings name, once, also without USB", async () => {
    const { name } = await boards.add({ script: 'global.build="b-0000000"' });
    const { code, out } = await look([name], { BOARD_B_SERIAL: name.replace("127.0.0.1", "localhost") });
    assert.equal(code, 0);
    assert.equal(out.length, 2);
    assert.match(out[1], /^tcp:\/\/localhost:\d+ +Telnet console .* ESP32-B's build 0000000$/);
  });

  it("says with exit code 1 how to flash Espruino when no port has one", async () => {
    const { name } = await boards.add({}, "notEspruino");
    const { code, out, err } = await look([name]);
    assert.equal(code, 1);
    assert.match(err[0], /: expected Espruino's console, got "HTTP\/1\.1 400 Bad Request/);
    assert.ok(out.some((line) => line.startsWith("1. Flash Espruino once")), out.join("\n"));
    assert.equal(out.join().includes("cable"), false);
  });

  it("says with exit code 1 what is to be done about a port that is in use, and does not speak of flashing", async () => {
    serial?.plug("/dev/ttyUSB0");
    serial?.occupy("/dev/ttyUSB0");
    const { code, out, err } = await look();
    assert.equal(code, 1);
    assert.deepEqual(err, ["/dev/ttyUSB0: in use by another program; close the terminal, IDE or monitor that holds it"]);
    assert.match(out[1], /could not be looked at$/);
    assert.equal(out.length, 2);
  });

  it("stops with exit code 2 on what it does not know", async () => {
    for (const [argv, message] of [
      [["ttyUSB0"], /^PORT: expected \/dev\/NAME, .*, got "ttyUSB0"\n\nUsage: npm run boards/],
      [["--all"], /^Unknown option '--all'\n\nUsage: npm run boards/]
    ] as const) {
      const { code, out, err } = await look([...argv]);
      assert.deepEqual([code, out], [2, []]);
      assert.match(err[0], message);
    }
  });
});
