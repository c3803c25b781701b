import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { appendPairKey, newPairKey, SIMULATION_KEY } from "../../scripts/pair-key";
import { keepPairKey, readSettings, SettingsError, type Settings } from "../../scripts/settings";

const WIFI = { WIFI_SSID: "home", WIFI_PASSWORD: "long enough" };
const KEY = "00112233445566778899aabbccddeeff";

describe("the pair key", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "pair-key-"));
    file = path.join(folder, ".env");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (env: NodeJS.ProcessEnv = {}): Settings => readSettings("boards", { env: { ...WIFI, ...env }, file });

  /** Reads the settings as a first build does; returns what it says. */
  function keep(): string[] {
    const said: string[] = [];
    keepPairKey(read(), (line) => said.push(line));
    return said;
  }

  it("has 128 bits, and is another one each time", () => {
    const keys = Array.from({ length: 100 }, newPairKey);
    assert.equal(new Set(keys).size, 100);
    for (const key of keys) assert.match(key, /^[\da-f]{32}$/);
  });

  it("is made when there is none, written into .env, and said in one line that does not show it", () => {
    const said = keep();
    const { a, b, newKeyFile } = read();
    assert.match(a.pairKey, /^[\da-f]{32}$/);
    assert.equal(b.pairKey, a.pairKey);
    assert.equal(newKeyFile, undefined);
    assert.deepEqual(said, ["Made a pair key and added it to .env as PAIR_KEY; both boards have to be deployed with it"]);
    assert.deepEqual(keep(), []);
    assert.equal(read().a.pairKey, a.pairKey);
  });

  it("leaves everything else in .env as it is, byte for byte, and its mode", () => {
    for (const before of ["\ufeffWIFI_SSID='caf\u00e9' # mine\r\n\r\nPAIR_KEY=\r\nPERIOD_MS=100", "PERIOD_MS=50\n", "#\n\n"]) {
      writeFileSync(file, before);
      chmodSync(file, 0o640);
      keep();
      const after = readFileSync(file);
      assert.equal(after.subarray(0, Buffer.byteLength(before)).toString(), before);
      assert.equal(statSync(file).mode & 0o777, 0o640);
      assert.equal(/(?<!\r)\n/.test(after.toString()), !before.includes("\r\n"), "line ends");
      assert.match(read().a.pairKey, /^[\da-f]{32}$/);
      assert.equal(read().newKeyFile, undefined);
      rmSync(file);
    }
  });

  it("is for its owner alone in a file that is made for it", () => {
    appendPairKey(file, KEY);
    assert.equal(statSync(file).mode & 0o077, 0);
  });

  it("is refused with a way out where it cannot be written", () => {
    const settings = { ...read(), newKeyFile: path.join(folder, "none", ".env") };
    assert.throws(() => keepPairKey(settings, assert.fail), (error: Error) => {
      assert.ok(error instanceof SettingsError);
      assert.match(error.message, /^PAIR_KEY: a new key could not be written \(ENOENT.*set PAIR_KEY in the environment$/);
      return true;
    });
  });

  it("is taken from the environment or .env, as hex digits or base64", () => {
    for (const key of [KEY, KEY.toUpperCase(), "AAECAwQFBgcICQoLDA0ODw==", "AAECAwQFBgcICQoLDA0-_w", KEY + KEY.slice(0, 16) + "0123456789abcdef"]) {
      const { a, b, newKeyFile, warnings } = read({ PAIR_KEY: key });
      assert.deepEqual([a.pairKey, b.pairKey, newKeyFile, warnings], [key, key, undefined, []]);
    }
    writeFileSync(file, `PAIR_KEY=${KEY}`);
    assert.equal(read().a.pairKey, KEY);
  });

  it("is turned off by none, with a warning", () => {
    const { a, b, newKeyFile, warnings } = read({ PAIR_KEY: "none" });
    assert.deepEqual([a.pairKey, b.pairKey, newKeyFile], ["", "", undefined]);
    assert.deepEqual(warnings, ["PAIR_KEY is none: anybody in the network can take the place of a board"]);
  });

  const form = "32 to 64 hex digits, 22 to 64 characters of base64, or none";
  for (const [key, came] of [
    ["", "an empty one"],
    [KEY.slice(1), "31 hex digits"],
    ["AAECAwQFBgcICQoLDA0OD", "21 characters"],
    ["x".repeat(65), "65 characters"],
    ["None of your business!", "other characters"],
    ["None", "4 characters"],
    ["a".repeat(32), "one that is easy to guess"],
    [SIMULATION_KEY, "one that is easy to guess"]
  ])
    it(`is refused as "${key}", which the message does not show`, () => {
      const expected = `PAIR_KEY: expected ${form}, got ${came} (from the environment)`;
      assert.throws(() => read({ PAIR_KEY: key }), (error: Error) => error instanceof SettingsError && error.message === expected);
    });

  it("is the same for all simulated boards, until npm start gives them another", () => {
    const { a, b, newKeyFile } = readSettings("simulation", { env: { PAIR_KEY: KEY }, file });
    assert.deepEqual([a.pairKey, b.pairKey, newKeyFile], [SIMULATION_KEY, SIMULATION_KEY, undefined]);
    assert.equal(newPairKey().length, SIMULATION_KEY.length);
  });
});
