import assert from "node:assert/strict";
import { SettingsError } from "../../scripts/settings";
import { BOOT_CODE } from "../../shims/flash";
import { ConsoleBoards } from "../support/console-boards";
import { DeployRun, OLD_BUILD, OLD_SCRIPT, SCRIPT } from "../support/deploy-run";

describe("npm run deploy:a", function () {
  this.timeout(120_000);
  const boards = new ConsoleBoards();
  let runs: DeployRun;

  beforeEach(() => {
    runs = new DeployRun();
  });
  afterEach(async () => {
    await boards.remove();
    runs.remove();
  });

  it("uploads into flash, over what ran there, and ends with what the board runs and where it is", async () => {
    const { code, out, err, board } = await runs.deployTo(boards, {});
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
    const { out } = await runs.deployTo(boards, {});
    const told = out.filter((line) => /^ESP32-A: [\d,]+ of ([\d,]+) bytes$/.test(line));
    assert.ok(told.length >= 2, out.join("\n"));
    assert.match(told.at(-1) ?? "", /: ([\d,]+) of \1 bytes$/);
  });

  it("draws a bar in a terminal, and erases it in the end", async () => {
    let drawn = "";
    await runs.deployTo(boards, {}, { terminal: { write: (text) => (drawn += text) } });
    assert.match(drawn, /\r\x1b\[KESP32-A \[#+\.+\] 1,152 of [\d,]+ bytes\r/);
    assert.match(drawn, /\r\x1b\[KESP32-A \[#{30}\] ([\d,]+) of \1 bytes\r\x1b\[K$/);
  });

  it("does nothing when the board runs that build already, but for --force", async () => {
    const { board, out } = await runs.deployTo(boards, {});
    const sent = (lines: string[]) => lines.filter((line) => line.includes("uploading")).length;
    const again = await runs.deploy(["--board", "a", "--port", board.name]);
    assert.match(again.out[1], /^ESP32-A runs this build already: nothing is uploaded \(--force does it\)$/);
    assert.deepEqual([again.code, again.out.at(-1), sent(again.out)], [0, out.at(-1), 0]);
    const forced = await runs.deploy(["--board", "a", "--port", board.name, "--force"]);
    assert.deepEqual([forced.code, forced.out.at(-1), sent(forced.out)], [0, out.at(-1), 1]);
  });

  it("uploads to RAM with --ram and leaves the flash alone, so that a deploy without it is due", async () => {
    const { code, err, board } = await runs.deployTo(boards, {}, { argv: ["--ram"] });
    assert.deepEqual([code, err], [0, ""]);
    assert.match(String(board.board.run("build")), /^a-[0-9a-f]{7}$/);
    assert.notEqual(board.board.run("build"), OLD_BUILD);
    assert.equal(board.board.flash.read(BOOT_CODE), OLD_SCRIPT);
    const { out } = await runs.deploy(["--board", "a", "--port", board.name]);
    assert.match(out[1], /this build is in its flash already/);
  });

  it("opens a Telnet console anew that is mute after a reset", async () => {
    const { code, err } = await runs.deployTo(boards, { faults: ["muteAfterReset"] });
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
    const { code, out } = await runs.deployTo(boards, {}, { argv: ["--watch"] });
    assert.equal(code, 0);
    assert.match(out.at(-2) ?? "", /^ESP32-A runs build/);
    assert.equal(out.at(-1), "Waiting for a change in firmware/; Ctrl-C ends");
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

    for (const [a, b] of [["/dev/ttyUSB0", "/dev/ttyUSB0/"], ["COM3", "com3"], ["tcp://localhost", "tcp://127.0.0.1:23/"], ["/dev/fd", "/dev/fd"]])
      it(`on one port for both boards: ${a} and ${b}`, async () => {
        for (const argv of [["--all"], ["--board", "a"]]) {
          const { code, err } = await runs.deploy(argv, { serial: { a, b } });
          assert.deepEqual([code, err], [2, `BOARD_B_SERIAL: expected another port than BOARD_A_SERIAL, got "${b}" for "${a}"`]);
        }
      });

    it("on a deploy over the network to a board that would close its console", async () => {
      const { code, err } = await runs.deploy(["--board", "a", "--port", "tcp://192.0.2.1"]);
      assert.deepEqual([code, err], [2, "TELNET: expected on for a deploy to tcp://192.0.2.1, got off; set it, or deploy over USB"]);
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
