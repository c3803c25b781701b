import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import type { Identifier, Program } from "estree";
import { parseAst } from "rollup/parseAst";
import { build, BUDGET_BYTES, readBuild, type BuiltScript } from "../../scripts/build";
import { faultsIn } from "../../scripts/dialect/dialect";
import { readSettings, SettingsError } from "../../scripts/settings";
import { JITI } from "../support/jiti";

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const BUILT_IN = ["Flash", "Storage", "heatshrink", "fs", "net", "dgram", "tls", "http", "Wifi", "TelnetServer", "crypto"];
const ENV = {
  WIFI_SSID: "café",
  WIFI_PASSWORD: 'quo"ted\\and',
  BOARD_A_HOST: "10.0.0.1",
  BOARD_B_HOST: "b.lan",
  PERIOD_MS: "1234",
  PAIR_KEY: "00112233445566778899aabbccddeeff"
};

function modulesOf(code: string): string[] {
  return [...code.matchAll(/require\("([^"]*)"\)/g)].map(([, name]) => name).sort();
}

/** The names of the variables, functions and classes that a script declares at its top level. */
function topLevelNames(code: string): string[] {
  return (parseAst(code) as Program).body.flatMap((node) => {
    if (node.type === "VariableDeclaration") return node.declarations.map(({ id }) => (id as Identifier).name);
    return node.type === "FunctionDeclaration" || node.type === "ClassDeclaration" ? [node.id.name] : [];
  });
}

describe("the build", () => {
  const settings = readSettings("boards", { env: ENV, file: "" });

  for (const ws of ["own", "stock"] as const) {
    describe(`on the ${ws} WebSocket module`, () => {
      let outDir: string;
      let scripts: BuiltScript[];
      let codes: string[];

      before(async function () {
        this.timeout(60_000);
        outDir = mkdtempSync(path.join(os.tmpdir(), "build-"));
        scripts = await build(settings, { ws, outDir });
        codes = scripts.map(({ file }) => readFileSync(file, "latin1"));
      });

      after(() => rmSync(outDir, { recursive: true }));

      it("writes a script for each board, and tells its size", () => {
        assert.deepEqual(
          scripts.map(({ board, file }) => [board, path.relative(outDir, file)]),
          [["a", "board-a.js"], ["b", "board-b.js"]]
        );
        assert.deepEqual(scripts.map(({ bytes }) => bytes), codes.map((code) => code.length));
      });

      it(`keeps within ${BUDGET_BYTES[ws]} bytes`, () => {
        for (const { file, bytes } of scripts)
          assert(bytes <= BUDGET_BYTES[ws], `${path.basename(file)} has ${bytes} bytes`);
      });

      it("writes what Espruino can run, in ASCII", () => {
        for (const code of codes) {
          assert.deepEqual(faultsIn(code, "script"), []);
          assert.match(code, /^[\n -~]*$/);
        }
      });

      it("leaves variables of one small letter to whoever types at the console", () => {
        for (const code of codes) {
          const names = topLevelNames(code);
          assert(names.length > 50, `${names}`);
          assert.deepEqual(names.filter((name) => /^[a-z]$/.test(name)), []);
        }
      });

      it("puts each board's settings in, as the bytes that they are on the air", () => {
        for (const code of codes) {
          assert(code.includes('"caf\\xc3\\xa9"'));
          assert(code.includes(`'quo"ted\\\\and'`));
          assert(code.includes("1234"));
        }
        assert(codes[0].includes('"b.lan"') && codes[1].includes('"10.0.0.1"'));
      });

      it("needs no module that an ESP32 has not built in, but for the stock `ws`", () => {
        for (const code of codes) {
          const missing = modulesOf(code).filter((name) => !BUILT_IN.includes(name));
          assert.deepEqual(missing, ws === "stock" ? ["ws"] : []);
        }
      });

      if (ws === "stock")
        it("writes no module", () => assert(!readdirSync(outDir).includes("modules")));
      else
        it("writes a module that has Espruino's head, and exports what the stock one does", () => {
          const code = readFileSync(path.join(outDir, "modules", "ws.js"), "utf8");
          assert.match(code, /^\/\* Copyright .*\*\/\n\/\*\n[^]*\n \* KEYWORDS: Module,websocket/);
          assert.match(code, /[;,}]exports=\w+;\s*$/);
          assert.deepEqual(faultsIn(code, "module"), []);
          const asked: string[] = [];
          const asModule = vm.runInNewContext(`(function (exports, require, global) {${code};return exports})`, { process: { env: { BOARD: "ESP32" } } });
          const exported = asModule({}, (name: string) => void asked.push(name), {});
          assert.deepEqual([typeof exported, typeof exported.createServer], ["function", "function"]);
          assert.deepEqual(asked, ["net", "crypto"]);
        });
    });
  }

  it("is for the simulation when nothing is set, and for boards when something is", () => {
    const { settings: simulated, ws, forBoards } = readBuild({ env: { PERIOD_MS: "50" }, file: "" });
    assert.deepEqual([simulated.a.ssid, simulated.a.periodMs, ws, forBoards], ["simulation", 50, "own", false]);
    assert.equal(readBuild({ env: { ...ENV, WS: "stock" }, file: "" }).settings.a.ssid, "café");
    assert.throws(() => readBuild({ env: { WIFI_SSID: "" }, file: "" }), SettingsError);
  });

  it("is for the simulation when that is asked for, though something of boards is set wrongly", () => {
    assert.equal(readBuild({ env: { WIFI_SSID: "" }, file: "" }, true).settings.a.ssid, "simulation");
  });

  it("has board A open the network with NETWORK=ap, and board B join it", async function () {
    this.timeout(60_000);
    const outDir = mkdtempSync(path.join(os.tmpdir(), "build-"));
    try {
      const own = { WIFI_SSID: "pair", WIFI_PASSWORD: "long enough", PAIR_KEY: ENV.PAIR_KEY, NETWORK: "ap" };
      const scripts = await build(readSettings("boards", { env: own, file: "" }), { outDir });
      const [a, b] = scripts.map(({ file }) => readFileSync(file, "latin1"));
      assert.deepEqual([a, b].map((code) => [code.includes(".startAP("), code.includes("WiFi: joining ")]), [[true, false], [false, true]]);
    } finally {
      rmSync(outDir, { recursive: true });
    }
  });

  const refused: [NodeJS.ProcessEnv, string][] = [
    [{ WS: "other" }, 'WS: expected own or stock, got "other" (from the environment)'],
    [
      { PERIOD_MS: "abc" },
      'PERIOD_MS: expected a whole number of milliseconds from 20 to 3600000, got "abc" (from the environment)'
    ]
  ];
  for (const [env, line] of refused) {
    it(`ends with 2 and one line, before it builds, with ${Object.entries(env)[0].join("=")}`, function () {
      this.timeout(20_000);
      const { status, stderr, stdout } = spawnSync(process.execPath, [JITI, "scripts/build.ts"], {
        cwd: ROOT,
        env: { ...process.env, ...env },
        encoding: "utf8",
        timeout: 15_000
      });
      assert.deepEqual([status, stderr, stdout], [2, line + "\n", ""]);
    });
  }
});
