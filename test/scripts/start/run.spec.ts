import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, type BuiltScript } from "../../../scripts/build";
import { readSettings } from "../../../scripts/settings";
import { run } from "../../../scripts/start/run";
import { FakeInput, FakeOutput } from "../../support/fake-terminal";

describe("npm start in a terminal", function () {
  this.timeout(60000);
  const settings = readSettings("simulation", { env: { PERIOD_MS: "100" }, file: "none" });
  let folder: string;
  let scripts: BuiltScript[];
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "start-"));
    scripts = await build(settings, { outDir: folder });
  });
  after(() => rmSync(folder, { recursive: true }));

  it("runs what is typed on the board that Tab chose, until Ctrl-C, and ends with its table", async () => {
    const input = new FakeInput({ isTTY: true });
    const out = new FakeOutput({ isTTY: true });
    const complete = run(scripts, settings, { out, input, until: new Promise(() => undefined) });
    await out.shows("Received from ESP32-B: 4");
    input.write("6*7\r");
    await out.shows(/=42.* \|/);
    input.write("\t");
    await out.shows("ESP32-B> ");
    input.write("6*8\r");
    await out.shows(/\| .*=48/);
    input.write("no.such\r");
    await out.shows(/\| .*Uncaught ReferenceError/);
    input.write("\x03");
    assert.equal(await complete, true);
    assert.match(out.text, /No number is missing\.\n$/);
    assert.equal(input.isRaw, false);
  });

  it("ends when a program stops at its start, with the error and its TypeScript line", async () => {
    const out = new FakeOutput();
    out.columns = 400;
    const [a, b] = scripts;
    // As long as before, so that the source map is right.
    const broken = { ...a, code: a.code.replace('require("Wifi")', 'require("Wify")') };
    const complete = run([broken, b], settings, { out, until: new Promise(() => undefined) });
    assert.equal(await complete, false);
    assert.match(out.text, /Uncaught Error: Module Wify not found/);
    assert.match(out.text, /-- at firmware\/[\w/-]+\.ts:\d+/);
    assert.match(out.text, /\nESP32-A: its program stopped at its start, with the error above\n$/);
  });

  it("ends by a signal also while no board serves yet", async () => {
    const out = new FakeOutput();
    const silent = scripts.map((script) => ({ ...script, code: "global.status=function(){return{sent:{server:0,client:0}}};" }));
    assert.equal(await run(silent, settings, { out, until: new Promise(setImmediate) }), false);
    assert.match(out.text, /Not every path carried a number yet/);
  });
});
