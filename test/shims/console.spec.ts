import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { SimulatedBoard } from "../../shims/board";
import { BoardConsole } from "../../shims/console";
import { BOOT_CODE } from "../../shims/flash";
import { Lan } from "../../shims/lan";
import { ConsoleClient } from "../support/console-client";

const CLI = createRequire(__filename).resolve("espruino/bin/espruino-cli.js");

describe("the console of a simulated board", () => {
  let board: SimulatedBoard;
  let opened: BoardConsole;
  let client: ConsoleClient;
  let lines: string[];

  beforeEach(async () => {
    lines = [];
    board = new SimulatedBoard({
      lan: new Lan(),
      address: "192.168.1.20",
      accessPoint: { ssid: "home", password: "secret password" },
      onLine: (line) => lines.push(line)
    });
    board.powerOn();
    opened = await BoardConsole.open(board);
    client = await ConsoleClient.open(opened.name);
  });
  afterEach(async () => {
    client.close();
    await opened.close();
    board.kill();
  });

  it("echoes a line, and shows its value and a new prompt", async () => {
    client.type("1+1\n");
    assert.equal(await client.shows(/>$/), "1+1\r\n=2\r\n>");
    client.type('"a"+1\r\n');
    assert.equal(await client.shows(/>$/), '"a"+1\r\n="a1"\r\n>');
    client.type("nope()\n");
    assert.match(await client.shows(/>$/), /^nope\(\)\r\nUncaught ReferenceError: nope is not defined\r\n    at :1:1\r\nnope\(\)\r\n\^\r\n>$/);
  });

  it("shows of a line that begins with DLE only what it prints", async () => {
    client.type("\x10var x=5\n\x10print(x)\n");
    assert.equal(await client.shows(/>$/), "5\r\n>");
  });

  it("goes on in the next line while a bracket is open, and after ESC and a line feed", async () => {
    client.type("\x10function f(){\n\x10return 7}\n\x10var g=\x1b\n8\n\x10\x1b[3dprint(f(),g,/[(]/.test('('))\n");
    assert.equal(await client.shows(/>$/), "7 8 true\r\n>");
  });

  it("cuts what is sent too soon after reset()", async () => {
    client.type('\x10reset();\n\x10print("cut")\n');
    assert.match(await client.shows(/Uncaught.*\r\n>$/), /Uncaught SyntaxError: /);
  });

  it("loses one character when told to, and says that its buffer was full", async () => {
    opened.loseOne(500);
    client.type(`\x10var text="${"x".repeat(1000)}"\n`);
    await client.shows(/FIFO_FULL\r\n>$/);
    client.type("\x10print(text.length)\n");
    assert.equal(await client.shows(/>$/), "999\r\n>");
  });

  it("drops on Ctrl-C what was typed", async () => {
    client.type("print(");
    await client.shows(/print\($/);
    client.type("\x03");
    assert.equal(await client.shows(/>$/), "\x1b[D".repeat(6) + "\r\x1b[J>");
    client.type("2\n");
    assert.equal(await client.shows(/>$/), "2\r\n=2\r\n>");
  });

  it("puts what the program prints in place of the prompt, and the prompt after it, with what was typed", async () => {
    client.type("1+");
    await client.shows(/1\+$/);
    board.run("setTimeout(function () { print('tick'); }, 1)");
    assert.equal(await client.shows(/>1\+$/), "\x1b[D\x1b[D\r\x1b[Jtick\r\n>1+");
  });

  it("hears nothing while the interpreter is busy, and all of it then", async () => {
    board.interpreter.block(200);
    const startedMs = performance.now();
    client.type("\x10print(1)\n");
    assert.equal(await client.shows(/>$/), "1\r\n>");
    assert.ok(performance.now() - startedMs >= 195);
  });

  it("clears everything on reset(), and reads on at the next prompt", async () => {
    client.type("\x10var x=5;setInterval(function(){},10);reset();\n");
    assert.match(await client.shows(/\r\n>$/), /\|_\| espruino\.com\r\n 2v29 \(c\)/);
    client.type("\x10print(typeof x)\n");
    await client.shows(/undefined\r\n>$/);
    assert.equal(board.interpreter.timerCount, 0);
  });

  it("runs what was written to flash at load() and at power-on, but not at reset()", async () => {
    client.type("\x10require('Storage').write('.bootcde','global.build=1;',0,15);load()\n\x10print(global.build)\n");
    await client.shows(/1\r\n>$/);
    client.type("\x10reset()\n");
    await client.shows(/\r\n>$/);
    client.type("\x10print(global.build)\n");
    await client.shows(/undefined\r\n>$/);
    board.powerOff();
    board.powerOn();
    assert.equal(board.run("global.build"), 1);
  });

  it("ends the connection before when another one comes", async () => {
    const other = await ConsoleClient.open(opened.name);
    other.type("\x10print(3)\n");
    await other.shows(/^3\r\n>$/);
    other.close();
    await client.closed;
  });

  describe("takes an upload of the espruino CLI", function () {
    this.timeout(30_000);
    const script = `var text = "\\"${"x".repeat(1500)}\\\\";\nfunction f() {\n  return text.length;\n}\nprint(f(), global.build = 1);\n`;

    /** Exits with 0 whatever happened. */
    function upload(saveOnSend: number): Promise<unknown> {
      const folder = mkdtempSync(path.join(tmpdir(), "upload-"));
      const file = path.join(folder, "script.js");
      writeFileSync(file, script);
      const settings = [`SAVE_ON_SEND=${saveOnSend}`, "SERIAL_THROTTLE_SEND=1", "BOARD_JSON_URL=none"];
      const config = settings.flatMap((setting) => ["--config", setting]);
      const child = spawn(process.execPath, [CLI, file, "-p", opened.name, "--no-ble", ...config], { cwd: folder });
      const deadline = setTimeout(() => child.kill("SIGKILL"), 20_000);
      return new Promise((resolve) => child.once("close", resolve)).finally(() => {
        clearTimeout(deadline);
        rmSync(folder, { recursive: true });
      });
    }

    it("to RAM", async () => {
      await upload(0);
      assert.ok(lines.includes("1502 1"), lines.join("\n"));
      assert.deepEqual(board.flash.list(), []);
      assert.ok(Number(board.run("process.memory().usage")) > 100, "the text is not counted");
    });

    it("to flash, from where it runs", async () => {
      await upload(1);
      assert.ok(lines.includes("1502 1"), lines.join("\n"));
      assert.equal(board.flash.read(BOOT_CODE)?.trimEnd(), script.trimEnd());
    });
  });
});
