import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { JITI } from "../support/jiti";

describe("a package that is imported by its path", () => {
  it("is found in a folder with #, %, spaces and umlauts", () => {
    const base = mkdtempSync(path.join(tmpdir(), "imports-"));
    const folder = path.join(base, "C# (p%20q) \u00e4");
    try {
      // jiti imports this one by its path.
      const stub = path.join(folder, "node_modules", "typescript");
      mkdirSync(stub, { recursive: true });
      writeFileSync(path.join(stub, "package.json"), '{"name":"typescript","version":"0.0.0","main":"index.js"}');
      writeFileSync(path.join(stub, "index.js"), 'exports.found = "found";');
      const hook = JSON.stringify(path.join(__dirname, "..", "..", "scripts", "path-imports.ts"));
      writeFileSync(path.join(folder, "script.ts"), `await import(${hook});\nconsole.log((await import("typescript")).found);`);
      const { stdout, stderr } = spawnSync(process.execPath, [JITI, "script.ts"], { cwd: folder, encoding: "utf8" });
      assert.deepEqual([stdout, stderr], ["found\n", ""]);
    } finally {
      rmSync(base, { recursive: true });
    }
  });
});
