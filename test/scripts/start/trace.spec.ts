import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "../../../scripts/build";
import { readSettings } from "../../../scripts/settings";
import { run } from "../../../scripts/start/run";
import { FakeOutput } from "../../support/fake-terminal";

const FILE = "firmware/clock.ts";
/** Takes the clock from the program, without which it can neither send the next number nor tell its status. */
const FAULT = "setTimeout(function(){getTime=0},300);\n";

describe("npm start with a program that fails", function () {
  this.timeout(120_000);
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), "start-"))));
  after(() => rmSync(folder, { recursive: true }));

  for (const plain of [false, true])
    it(`adds the TypeScript line to the trace of a ${plain ? "plain" : "minified"} script`, async () => {
      const settings = readSettings("simulation", { env: { PERIOD_MS: "100" }, file: "none" });
      const scripts = await build(settings, { outDir: folder, plain });
      const out = new FakeOutput();
      // No line goes on in the next row.
      out.columns = 200;
      let end: () => void = () => undefined;
      const until = new Promise<void>((resolve) => (end = resolve));
      const ended = run(scripts.map((each) => ({ ...each, code: each.code + FAULT })), settings, { out, until });
      const row = readFileSync(FILE, "utf8").split("\n").findIndex((line) => line.includes("= getTime()")) + 1;
      await out.shows(`| -- at ${FILE}:${row}\n`);
      await out.shows(` -- at ${FILE}:${row} `);
      end();
      assert.equal(await ended, false);
      assert.match(out.text, /^ESP32-A's server to ESP32-B's client +0 /m);
    });
});
