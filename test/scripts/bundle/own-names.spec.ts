import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ownNames } from "../../../scripts/bundle/own-names";

describe("ownNames", () => {
  let firmware: string;

  before(() => {
    firmware = mkdtempSync(path.join(os.tmpdir(), "own-"));
    mkdirSync(path.join(firmware, "types"));
    writeFileSync(
      path.join(firmware, "types", "espruino.ts"),
      "export interface Wifi { ip: string; connect(options: { password: string }): void }"
    );
  });
  after(() => rmSync(firmware, { recursive: true }));

  const cases: [string, string, string[]][] = [
    ["are those of classes and interfaces", "class A { a = 1; b() {} get c() { return 1; } constructor(readonly d: 1) {} } interface B { e: 1 }", ["a", "b", "c", "d", "e"]],
    ["are none that Espruino has, in an argument neither", "class A { ip = 1; password = 1; own = 1; }", ["own"]],
    ["are none that JavaScript has", "class A { length = 1; push() {} own = 1; }", ["own"]],
    ["are none of a type without a name", "class A { reason = 1; f(details: { reason: string }) {} }", ["f"]]
  ];
  for (const [title, code, expected] of cases) {
    it(title, () => {
      writeFileSync(path.join(firmware, "own.ts"), code);
      assert.deepEqual([...ownNames(firmware)].sort(), expected);
    });
  }
});
