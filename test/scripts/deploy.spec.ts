import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { SettingsError } from "../../scripts/settings";
import type { SimulatedBoardOptions } from "../../shims/board";
import type { ConsoleFault } from "../../shims/console";
import { BOOT_CODE, type FlashFault } from "../../shims/flash";
import { ACCESS_POINT, ConsoleBoards, type ConsoleBoard } from "../support/console-boards";
import { DeployRun, type DeployChange, type DeployResult } from "../support/deploy-run";

const OLD_BUILD = "a-0000000";
const OLD_SCRIPT = `global.build="${OLD_BUILD}";`;

/**
 * As the firmware: it joins the network, says what became of that, and chats. Long enough to be cut into
 * pieces, and with characters that have to be escaped.
 */
function scriptOf(ssid: string, password: string): string {
  return (
    `var text="${'a board\'s script \\\\ \\" '.repeat(60)}",address="",lost="",wifi=require("Wifi");` +
    `function join(){wifi.connect("${ssid}",{password:"${password}"},function(e){if(!e)address=wifi.getIP().ip})}` +
    'wifi.on("disconnected",function(d){lost=d.msg+" ("+d.reason+")";' +
    'print("WiFi: "+lost+"; next try in 10 ms");setTimeout(join,10)});' +
    "global.status=function(){return{address:address,wifi:lost}};join();" +
    'setInterval(function(){print("Received from ESP32-B: "+text.length)},50);\n'
  );
}
const SCRIPT = scriptOf(ACCESS_POINT.ssid, ACCESS_POINT.password);

interface Outcome extends DeployResult {
  board: ConsoleBoard;
}

describe("npm run deploy:a", function () {
  this.timeout(25_000);
  const boards = new ConsoleBoards();
  let runs: DeployRun;

  beforeEach(() => {
    runs = new DeployRun();
    runs.write("a", SCRIPT);
    runs.write("b", SCRIPT);
  });
  afterEach(async () => {
    await boards.remove();
    for (const id of ["a", "b"] as const)
      assert.equal(existsSync(`${runs.file(id)}.upload`), false, "the uploaded file was left over");
    runs.remove();
  });

  /** Deploys to a board on which an old build runs. */
  async function deployTo(
    { faults = [], flash, ...options }: Partial<SimulatedBoardOptions> & { faults?: ConsoleFault[]; flash?: FlashFault },
    { argv = [], ...change }: DeployChange & { argv?: string[] } = {}
  ): Promise<Outcome> {
    const board = await boards.add({ script: OLD_SCRIPT, ...options }, ...faults);
    if (flash) board.board.flash.faults.add(flash);
    return { ...(await runs.deploy(["--board", "a", "--port", board.name, ...argv], change)), board };
  }

  it("uploads into flash, over what ran there, and ends with what the board runs and where it is", async () => {
    const { code, out, err, board } = await deployTo({});
    assert.deepEqual([code, err], [0, ""]);
    assert.equal(out[0], `${board.name}: Espruino 2v29, runs ESP32-A's build 0000000`);
    const bytes = /^tcp:\S+: uploading ([\d,]+) bytes into flash$/.exec(out[1])?.[1];
    const last = /^ESP32-A runs build ([0-9a-f]{7}) \((\S+) bytes, \d+ of 4,000 JsVars\), 192\.168\.1\.101, port 81$/.exec(
      out.at(-1) ?? ""
    );
    assert.ok(last, `got ${out.at(-1)}`);
    assert.equal(last[2], bytes);
    assert.equal(board.board.run("build"), `a-${last[1]}`);
    assert.equal(board.board.flash.read(BOOT_CODE)?.trimEnd(), `${SCRIPT.trimEnd()}global.build="a-${last[1]}";`);
    board.board.powerOff();
    board.board.powerOn();
    assert.equal(board.board.run("build"), `a-${last[1]}`, "it does not run after a power cut");
  });

  it("tells the progress in bytes, in lines", async () => {
    const { out } = await deployTo({});
    const told = out.filter((line) => /^ESP32-A: [\d,]+ of ([\d,]+) bytes$/.test(line));
    assert.ok(told.length >= 2, out.join("\n"));
    assert.match(told.at(-1) ?? "", /: ([\d,]+) of \1 bytes$/);
  });

  it("draws a bar in a terminal, and erases it in the end", async () => {
    let drawn = "";
    await deployTo({}, { terminal: { write: (text) => (drawn += text) } });
    assert.match(drawn, /\r\x1b\[KESP32-A \[#+\.+\] 1,024 of [\d,]+ bytes\r/);
    assert.match(drawn, /\r\x1b\[KESP32-A \[#{30}\] ([\d,]+) of \1 bytes\r\x1b\[K$/);
  });

  it("does nothing when the board runs that build already, but for --force", async () => {
    const { board, out } = await deployTo({});
    const sent = (lines: string[]) => lines.filter((line) => line.includes("uploading")).length;
    const again = await runs.deploy(["--board", "a", "--port", board.name]);
    assert.match(again.out[1], /^ESP32-A runs this build already: nothing is uploaded \(--force does it\)$/);
    assert.deepEqual([again.code, again.out.at(-1), sent(again.out)], [0, out.at(-1), 0]);
    const forced = await runs.deploy(["--board", "a", "--port", board.name, "--force"]);
    assert.deepEqual([forced.code, forced.out.at(-1), sent(forced.out)], [0, out.at(-1), 1]);
  });

  it("uploads to RAM with --ram and leaves the flash alone, so that a deploy without it is due", async () => {
    const { code, err, board } = await deployTo({}, { argv: ["--ram"] });
    assert.deepEqual([code, err], [0, ""]);
    assert.match(String(board.board.run("build")), /^a-[0-9a-f]{7}$/);
    assert.notEqual(board.board.run("build"), OLD_BUILD);
    assert.equal(board.board.flash.read(BOOT_CODE), OLD_SCRIPT);
    const { out } = await runs.deploy(["--board", "a", "--port", board.name]);
    assert.match(out[1], /uploading/);
  });

  it("opens a Telnet console anew that is mute after a reset", async () => {
    const { code, err } = await deployTo({ faults: ["muteAfterReset"] });
    assert.deepEqual([code, err], [0, ""]);
  });

  it("takes the port from the settings of the board", async () => {
    const { name } = await boards.add({}, "notEspruino");
    const { code, err } = await runs.deploy(["--board", "b"], {
      serial: { a: "/dev/ttyUSB0", b: name },
      deadlines: { answerMs: 300 }
    });
    assert.equal(code, 1);
    assert.ok(err.startsWith(`${name}: `), err);
  });

  it("deploys to both boards with --all, and to the second one although the first one fails", async () => {
    const a = await boards.add({}, "notEspruino");
    const b = await boards.add();
    const serial = { a: a.name, b: b.name };
    const { code, out, err } = await runs.deploy(["--all"], { serial, deadlines: { answerMs: 500 } });
    assert.equal(code, 1);
    assert.match(err, /^tcp:\S+: expected Espruino's console/);
    assert.match(out.at(-1) ?? "", /^ESP32-B runs build .*, 192\.168\.1\.102, port 82$/);
    assert.equal(runs.builds, 1);
  });

  it("deploys and then waits for changes with --watch, until it is told to end", async () => {
    const { code, out } = await deployTo({}, { argv: ["--watch"] });
    assert.equal(code, 0);
    assert.match(out.at(-2) ?? "", /^ESP32-A runs build/);
    assert.equal(out.at(-1), "Waiting for a change in firmware/; Ctrl-C ends");
  });

  describe("fails with exit code 1 and says that", () => {
    it("the connection was refused", async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const { port } = server.address() as AddressInfo;
      await new Promise((resolve) => server.close(resolve));
      const { code, err } = await runs.deploy(["--board", "a", "--port", `tcp://127.0.0.1:${port}`]);
      assert.equal(code, 1);
      assert.match(err, /^tcp:\/\/127\.0\.0\.1:\d+: connection refused, nothing listens there; /);
    });

    it("the board is silent", async () => {
      const { code, err } = await deployTo({ faults: ["silent"] }, { deadlines: { answerMs: 700 } });
      assert.equal(code, 1);
      assert.match(err, /: silent for 0\.7 s, expected Espruino's console; press the board's reset button/);
    });

    it("something else than an Espruino answers", async () => {
      const { code, err } = await deployTo({ faults: ["notEspruino"] }, { deadlines: { answerMs: 300 } });
      assert.equal(code, 1);
      assert.match(err, /: expected Espruino's console, got "HTTP\/1\.1 400 Bad Request/);
    });

    it("the connection was lost in mid-upload", async () => {
      const started = Date.now();
      const { code, err } = await deployTo({ faults: ["cutMidUpload"] });
      assert.equal(code, 1);
      assert.match(err, /: connection lost during the upload, so the board does not run the new script; check cable/);
      assert.ok(Date.now() - started < 10_000);
    });

    it("the deadline of the upload has passed", async () => {
      const { code, err } = await deployTo({}, { deadlines: { uploadMs: 100 } });
      assert.equal(code, 1);
      assert.match(err, /: the upload was not complete after 0\.1 s; press the board's reset button/);
    });

    it("the board still runs an old build", async () => {
      const { code, err } = await deployTo({ flash: "keepsOld" });
      assert.equal(code, 1);
      assert.match(err, /: expected build a-[0-9a-f]{7}, but the board still runs a-0000000; the upload did not take/);
    });

    it("the script did not get in, with the board's own words", async () => {
      const { code, err } = await deployTo({ flash: "worn" });
      assert.equal(code, 1);
      assert.match(err, /still runs a-0000000; it said "Uncaught Error: Unable to find or create file"; /);
    });

    it("the script stopped on its way", async () => {
      runs.write("a", "print(typeof Storage);neverDeclared();\n");
      const { code, err } = await deployTo({});
      assert.equal(code, 1);
      assert.match(err, /no build of ours; it said "Uncaught ReferenceError: neverDeclared is not defined"; /);
    });

    for (const version of ["1v99", "2v19.212"])
      it(`Espruino ${version} is too old, without touching what runs`, async () => {
        const { code, err, board } = await deployTo({ espruino: { version } });
        assert.equal(code, 1);
        assert.ok(err.includes(`: expected Espruino 2v20 or later, got ${version}; `), err);
        assert.equal(board.board.run("build"), OLD_BUILD);
      });

    const rooms: [string, Partial<SimulatedBoardOptions["espruino"]>, string[], RegExp][] = [
      ["a module is missing", { modules: ["Storage", "net", "crypto"] }, [], /lacks the modules Wifi, dgram; /],
      ["there is too little memory", { totalVars: 1500 }, [], /at least 2,000 free JsVars, got [\d,]+ of 1,500; /],
      ["there is too little memory for RAM", { totalVars: 2100 }, ["--ram"], /at least 2,\d+ free JsVars, got [\d,]+ of 2,100; /],
      ["there is too little flash", { flashBytes: 1600 }, [], /at least [\d,]+ free bytes of flash, got 1,\d+; /]
    ];
    for (const [title, espruino, argv, message] of rooms)
      it(`${title}, and lets go on what ran before`, async () => {
        const { code, err, board } = await deployTo({ espruino }, { argv });
        assert.equal(code, 1);
        assert.match(err, message);
        assert.equal(board.board.flash.read(BOOT_CODE), OLD_SCRIPT);
        while (board.board.run("global.build") !== OLD_BUILD) await new Promise(setImmediate);
      });

    it("the network refused the password", async () => {
      runs.write("a", scriptOf(ACCESS_POINT.ssid, "another password"));
      const { code, err } = await deployTo({});
      assert.equal(code, 1);
      assert.match(
        err,
        /: the board runs build a-\w+, but the network home refused its password \(4WAY_HANDSHAKE_TIMEOUT \(15\)\); correct WIFI_PASSWORD/
      );
    });

    it("the network was not found", async () => {
      const { code, err } = await deployTo({ accessPoint: { ssid: "away", password: "" } }, { deadlines: { joinMs: 8000 } });
      assert.equal(code, 1);
      assert.match(err, /: the board runs build a-\w+, but finds no network home \(NO_AP_FOUND \(201\)\); check WIFI_SSID/);
    });

    it("the board got no address", async () => {
      runs.write("a", "global.status=function(){return{address:''}};\n");
      const { code, err } = await deployTo({}, { deadlines: { joinMs: 600 } });
      assert.equal(code, 1);
      assert.match(err, /has no address in the network home after 0\.6 s \(no reason given\); check the router/);
    });
  });

  describe("stops with exit code 2, builds nothing and touches no board", () => {
    afterEach(() => assert.equal(runs.builds, 0));

    const wrong: [string, string[], RegExp][] = [
      ["an option that it does not know", ["--board", "a", "--prot", "COM3"], /^Unknown option '--prot'/],
      ["a port that is none", ["--board", "a", "--port", "ttyUSB0"], /^--port: expected \/dev\/NAME, COM1 .*, got "ttyUSB0"\n/],
      ["a port for both boards", ["--all", "--port", "COM3"], /^--port: expected it with one board, got it with --all; /],
      ["a board and all of them", ["--all", "--board", "a"], /^--all: expected it without --board/],
      ["no board", [], /^--board: expected a or b, got nothing/]
    ];
    for (const [title, argv, message] of wrong)
      it(`on ${title}, with the usage text`, async () => {
        const { code, err } = await runs.deploy(argv);
        assert.equal(code, 2);
        assert.match(err, message);
        assert.match(err, /Usage: npm run deploy:a/);
      });

    it("on a port in the settings that is none", async () => {
      const { code, err } = await runs.deploy(["--board", "b"], { serial: { b: "ttyUSB0" } });
      assert.equal(code, 2);
      assert.match(err, /^BOARD_B_SERIAL: expected \/dev\/NAME/);
    });

    it("on bad settings, in one line", async () => {
      const { code, err } = await runs.deploy(["--board", "a", "--port", "tcp://127.0.0.1:1"], {
        readSettings: () => {
          throw new SettingsError("WIFI_SSID: expected 1 to 32 characters, got nothing");
        }
      });
      assert.deepEqual([code, err], [2, "WIFI_SSID: expected 1 to 32 characters, got nothing"]);
    });
  });

  it("prints the usage text with --help", async () => {
    const { code, out } = await runs.deploy(["--board", "a", "--help"]);
    assert.equal(code, 0);
    assert.match(out[0], /^Usage: npm run deploy:a -- \[--port PORT\] \[--ram\]/);
  });
});
