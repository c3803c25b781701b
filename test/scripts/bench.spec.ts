import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isMet, table, type Row } from "../../scripts/bench/report";
import { JITI } from "../support/jiti";

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

function bench(env: NodeJS.ProcessEnv): { status: number | null; stderr: string; stdout: string } {
  return spawnSync(process.execPath, [JITI, "scripts/bench.ts"], {
    cwd: ROOT,
    env: { ...process.env, ESPRUINO: "", STOCK_WS: "", ...env },
    encoding: "utf8",
    timeout: 30_000
  });
}

describe("npm run bench", () => {
  const missing: [string, NodeJS.ProcessEnv, RegExp][] = [
    ["neither program nor module", {}, /^ESPRUINO: expected the path of .*, got nothing\nSTOCK_WS: expected the path of .*, got nothing\n$/],
    ["files that are not there", { ESPRUINO: "/no/espruino", STOCK_WS: "/no/ws.js" }, /^ESPRUINO: .* got "\/no\/espruino"\nSTOCK_WS: .* got "\/no\/ws.js"\n$/],
    ["no module", { ESPRUINO: process.execPath }, /^STOCK_WS: [^\n]*\n$/]
  ];
  for (const [what, env, message] of missing)
    it(`says what it needs, and ends with 2, with ${what}`, () => {
      const { status, stderr, stdout } = bench(env);
      assert.match(stderr, message);
      assert.deepEqual([status, stdout], [2, ""]);
    });

  const rows: Row[] = [
    { what: "echoes", own: 2400, stock: 1200, required: { ratio: 1.5 } },
    { what: "slow echoes", own: 12.34, stock: 10, required: { ratio: 1.5 } },
    { what: "JsVars", own: 61, stock: 145, required: { most: 60 } },
    { what: "bytes", own: 60, stock: 1, required: { most: 60 } },
    { what: "else", own: 1, stock: 2 }
  ];

  it("knows what falls short", () => {
    assert.deepEqual(rows.map(isMet), [true, false, false, true, true]);
  });

  it("prints a table, in which what falls short is marked", () => {
    assert.equal(
      table(rows),
      [
        "|             |   own | stock | own to stock |              required |",
        "| ----------- | ----: | ----: | -----------: | --------------------: |",
        "| echoes      | 2,400 | 1,200 |       2.00 × |                 1.5 × |",
        "| slow echoes |  12.3 |    10 |       1.23 × |      1.5 × **missed** |",
        "| JsVars      |    61 |   145 |       0.42 × | at most 60 **missed** |",
        "| bytes       |    60 |     1 |      60.00 × |            at most 60 |",
        "| else        |     1 |     2 |       0.50 × |                       |"
      ].join("\n")
    );
  });
});
