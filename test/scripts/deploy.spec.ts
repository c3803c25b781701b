import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deadlines } from "../../scripts/deploy/deploy-board";
import { run } from "../../scripts/deploy/run";
import { type Settings, SettingsError } from "../../scripts/settings";
import { type ConsoleFault, FakeConsole, oldBuild } from "../support/fake-console";

const deadlines: Deadlines = {
  connectMs: 2000,
  answerMs: 3000,
  uploadMs: 20_000,
  settleMs: 4000,
  repeatMs: 200
};

/** Long enough to be cut into pieces, chatty, and with characters that have to be escaped. */
const script =
  `!function(){var text="${"a board's script \\\\ \\\" ".repeat(60)}";` +
  `setInterval(function(){print("Received from ESP32-B: "+text.length)},50)}();\n`;

describe("npm run deploy", function () {
  this.timeout(25_000);
  let folder: string;
  let built: string[];
  let fake: FakeConsole | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "deploy-"));
    await writeFile(join(folder, "board-a.js"), script);
    await writeFile(join(folder, "board-b.js"), script);
  });
  beforeEach(() => {
    built = [];
  });
  afterEach(async () => {
    await fake?.close();
    fake = undefined;
    assert.equal(existsSync(join(folder, "board-a.js.upload")), false, "the uploaded file was left over");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function deploy(
    argv: string[],
    change: {
      deadlines?: Partial<Deadlines>;
      serial?: Settings["serial"];
      readSettings?: () => Settings;
    } = {}
  ): Promise<{ code: number; out: string[]; err: string }> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await run(argv, {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      deadlines: { ...deadlines, ...change.deadlines },
      readSettings:
        change.readSettings ??
        (() => {
          const named = (name: string) => ({ name }) as Settings["a"];
          return { a: named("ESP32-A"), b: named("ESP32-B"), network: "router" as const, serial: change.serial ?? {}, warnings: [] };
        }),
      build: async () => {
        built.push("both");
        return (["a", "b"] as const).map((board) => {
          return { board, file: join(folder, `board-${board}.js`), bytes: script.length };
        });
      }
    });
    return { code, out, err: err.join("\n") };
  }

  async function deployTo(
    fault?: ConsoleFault,
    change: { deadlines?: Partial<Deadlines>; argv?: string[] } = {}
  ): ReturnType<typeof deploy> {
    fake = await FakeConsole.start({ fault });
    return deploy(["--board", "a", "--port", fake.name, ...(change.argv ?? [])], change);
  }

  it("writes the script into flash, boots it and ends with what the board runs", async () => {
    const { code, out, err } = await deployTo();
    assert.deepEqual([code, err], [0, ""]);
    const line = /^ESP32-A runs build ([0-9a-f]{7}) \(1,\d{3} bytes, 1,104 of 5,012 JsVars\)$/;
    const last = line.exec(out.at(-1) ?? "");
    assert.ok(last, `got ${out.at(-1)}`);
    assert.equal(fake?.build, `a-${last[1]}`);
    assert.equal(fake?.file(".bootcde"), `${script.trimEnd()}global.build="a-${last[1]}";\n`);
    assert.match(out[0], new RegExp(`: Espruino 2v29, runs ${oldBuild}$`));
  });

  it("uploads to RAM with --ram and leaves the flash alone", async () => {
    const { code, err } = await deployTo(undefined, { argv: ["--ram"] });
    assert.deepEqual([code, err], [0, ""]);
    assert.match(String(fake?.build), /^a-[0-9a-f]{7}$/);
    assert.notEqual(fake?.build, oldBuild);
    assert.equal(fake?.file(".bootcde"), `global.build="${oldBuild}";`);
  });

  it("opens a Telnet console anew that is mute after a reset", async () => {
    const { code, err } = await deployTo("muteAfterReset");
    assert.deepEqual([code, err], [0, ""]);
  });

  it("takes the port from the settings of the board", async () => {
    fake = await FakeConsole.start({ fault: "notEspruino" });
    const { code, err } = await deploy(["--board", "b"], {
      serial: { a: "/dev/ttyUSB0", b: fake.name },
      deadlines: { answerMs: 300 }
    });
    assert.equal(code, 1);
    assert.ok(err.startsWith(`${fake.name}: `), err);
  });

  describe("fails with exit code 1 and says that", () => {
    it("the connection was refused", async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const { port } = server.address() as AddressInfo;
      await new Promise((resolve) => server.close(resolve));
      const { code, err } = await deploy(["--board", "a", "--port", `tcp://127.0.0.1:${port}`]);
      assert.equal(code, 1);
      assert.match(err, /^tcp:\/\/127\.0\.0\.1:\d+: connection refused; nothing listens there/);
    });

    it("the board is silent", async () => {
      const { code, err } = await deployTo("silent", { deadlines: { answerMs: 700 } });
      assert.equal(code, 1);
      assert.match(err, /: silent for 0\.7 s, expected Espruino's console; press the board's reset button/);
    });

    it("something else than an Espruino answers", async () => {
      const { code, err } = await deployTo("notEspruino", { deadlines: { answerMs: 300 } });
      assert.equal(code, 1);
      assert.match(err, /: expected Espruino's console, got "HTTP\/1\.1 400 Bad Request/);
    });

    it("the connection was lost in mid-upload", async () => {
      const started = Date.now();
      const { code, err } = await deployTo("cutMidUpload");
      assert.equal(code, 1);
      assert.match(err, /: connection lost during the upload; the board does not run the new script/);
      assert.ok(Date.now() - started < 10_000);
    });

    it("the deadline of the upload has passed", async () => {
      const { code, err } = await deployTo(undefined, { deadlines: { uploadMs: 100 } });
      assert.equal(code, 1);
      assert.match(err, /: the upload was not complete after 0\.1 s.*press the board's reset button/);
    });

    it("the board still runs an old build", async () => {
      const { code, err } = await deployTo("oldBuild");
      assert.equal(code, 1);
      assert.match(err, /: expected build a-[0-9a-f]{7}, but the board still runs a-0000000: the upload/);
    });

    it("the script did not get in, with the board's own words", async () => {
      const { code, err } = await deployTo("storageFull");
      assert.equal(code, 1);
      assert.match(err, /still runs a-0000000.*said "Uncaught Error: Unable to find or create file"/);
    });

    it("the script stopped on its way", async () => {
      fake = await FakeConsole.start();
      const file = join(folder, "board-a.js");
      await writeFile(file, "print(typeof Storage);neverDeclared();\n");
      const { code, err } = await deploy(["--board", "a", "--port", fake.name]);
      await writeFile(file, script);
      assert.equal(code, 1);
      assert.match(err, /no build of ours.*said "Uncaught ReferenceError: neverDeclared is not defined"/);
    });
  });

  describe("stops with exit code 2, builds nothing and touches no board", () => {
    afterEach(() => assert.deepEqual(built, []));

    it("on an option that it does not know, with the usage text", async () => {
      const { code, err } = await deploy(["--board", "a", "--prot", "COM3"]);
      assert.equal(code, 2);
      assert.match(err, /^Unknown option '--prot'[^]*Usage: npm run deploy:a/);
    });

    it("on a port that is none", async () => {
      const { code, err } = await deploy(["--board", "a", "--port", "ttyUSB0"]);
      assert.equal(code, 2);
      assert.match(err, /^--port: expected \/dev\/NAME, COM1 .*, got "ttyUSB0"\n[^]*Usage/);
    });

    it("when no port is set and none given", async () => {
      const { code, err } = await deploy(["--board", "b"]);
      assert.equal(code, 2);
      assert.match(err, /^BOARD_B_SERIAL: expected the port of the board, got nothing[^]*Usage/);
    });

    it("on bad settings, in one line", async () => {
      const { code, err } = await deploy(["--board", "a", "--port", "tcp://127.0.0.1:1"], {
        readSettings: () => {
          throw new SettingsError("WIFI_SSID: expected 1 to 32 characters, got nothing");
        }
      });
      assert.deepEqual([code, err], [2, "WIFI_SSID: expected 1 to 32 characters, got nothing"]);
    });
  });

  it("prints the usage text with --help", async () => {
    const { code, out } = await deploy(["--board", "a", "--help"]);
    assert.equal(code, 0);
    assert.match(out[0], /^Usage: npm run deploy:a -- \[--port PORT\] \[--ram\]/);
  });
});
