import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { unusedMethods } from "../../../scripts/bundle/unused-methods";

const TWO = "class One { run() {} stop() {} } class Two { run() {} stop() {} }";

describe("unusedMethods", () => {
  let firmware: string;

  before(() => {
    firmware = mkdtempSync(path.join(os.tmpdir(), "unused-"));
    mkdirSync(path.join(firmware, "types"));
    writeFileSync(path.join(firmware, "types", "globals.d.ts"), "");
    writeFileSync(path.join(firmware, "tsconfig.json"), '{"compilerOptions": {"target": "ES5", "types": []}}');
  });

  after(() => rmSync(firmware, { recursive: true }));

  const cases: [string, string, string[]][] = [
    ["tells classes with methods of the same name apart", "new One().run();", ["One.stop", "Two.run", "Two.stop"]],
    [
      "takes an interface's method for that of each class that fits it",
      "function f(x: { run(): void }) { x.run(); }",
      ["One.stop", "Two.stop"]
    ],
    [
      "takes a method of what was only claimed to be something for that of every class",
      "const one = {} as unknown as One; one.run();",
      []
    ],
    ["takes a method of any for that of every class", "function f(x: any) { x.stop(); }", ["One.run", "Two.run"]],
    ["takes a string for a method's name", 'print("run"); declare function print(x: string): void;', ["One.stop", "Two.stop"]],
    [
      "takes an event's name for none",
      'declare const x: { on(event: string): void }; x.on("run"); x.on(String("stop"));',
      ["One.run", "Two.run"]
    ],
    ["takes a string that is only compared for none", 'declare const x: string; if (x === "run" || "stop" !== x) new One().run();', ["One.stop", "Two.run", "Two.stop"]],
    [
      "takes what a more special type claims in addition for used, and no more",
      "interface Special extends One { other: number } function f(one: One | undefined) { (one as Special).other = 1; }",
      ["One.run", "One.stop", "Two.run", "Two.stop"]
    ],
    [
      "tells accessors that are used from those that are not",
      "class Three { get a() { return 1; } get b() { return 2; } set b(x) {} } print(new Three().b); declare function print(x: number): void;",
      ["One.run", "One.stop", "Two.run", "Two.stop", "Three.a"]
    ],
    ["takes a method that is only handed over for used", "print(new One().run); declare function print(x: unknown): void;", ["One.stop", "Two.run", "Two.stop"]],
    [
      "leaves out methods that only such methods use",
      "class Three { a() { this.b(); } b() { this.a(); } c() { this.d(); } d() {} } new Three().c();",
      ["One.run", "One.stop", "Two.run", "Two.stop", "Three.a", "Three.b"]
    ]
  ];
  for (const [title, code, expected] of cases) {
    it(title, () => {
      const entry = path.join(firmware, "entry.ts");
      writeFileSync(entry, `${TWO}\n${code}\nexport {};`);
      assert.deepEqual([...unusedMethods(firmware, entry)].sort(), [...expected].sort());
    });
  }
});
