import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { build } from "../scripts/build";
import { readSettings } from "../scripts/settings";

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

describe("the linter", () => {
  let eslint: ESLint;
  let built: { file: string; code: string }[];

  /** What it says of a text, if that were this file. */
  async function lint(code: string, file: string): Promise<string[]> {
    const [{ messages }] = await eslint.lintText(code, { filePath: path.join(ROOT, file) });
    return messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
  }

  before(async function () {
    this.timeout(60_000);
    eslint = new ESLint({ cwd: ROOT });
    const outDir = mkdtempSync(path.join(os.tmpdir(), "lint-"));
    const settings = readSettings("simulation", { env: {}, file: "" });
    const files = [...(await build(settings, { outDir })).map(({ file }) => file), path.join(outDir, "modules", "ws.js")];
    built = files.map((file) => ({
      file: path.join("dist", path.relative(outDir, file)),
      code: readFileSync(file, "utf8")
    }));
    rmSync(outDir, { recursive: true });
  });

  it("passes the scripts as they are built", async () => {
    assert.deepEqual(built.map(({ file }) => path.basename(file)), ["board-a.js", "board-b.js", "ws.js"]);
    for (const { file, code } of built) assert.deepEqual(await lint(code, file), [], file);
  });

  const early = "dialect/declare-first: 'planted' is used before it is declared; Espruino hoists nothing";
  const earlyBy =
    "dialect/declare-first: this calls a function that uses 'planted' before it is declared; Espruino hoists nothing";
  const maybe =
    "dialect/declare-first: 'planted' is declared in a branch that may not have run; Espruino hoists nothing";
  const planted: [string, string, string][] = [
    ["a Map", "new Map();", "no-undef: 'Map' is not defined."],
    ["a call before its declaration", "planted(); function planted() {}", early],
    ["such a call within a function", "(function () { planted(); function planted() {} })();", early],
    ["such a call within a function that is called later", "function caller() { planted(); function planted() {} } caller();", early],
    ["a call of a function that makes one", "function caller() { planted(); } caller(); function planted() {}", earlyBy],
    ["a call of what has no value yet", "planted(); var planted = function () {};", early],
    ["a variable before its declaration", "print(planted); var planted = 1;", early],
    ["a variable out of its branch", "function caller(x) { if (x) { var planted = 1; } return planted; } caller();", maybe],
    [
      "a default parameter",
      "(function (a = 1) { return a; })();",
      "no-restricted-syntax: Espruino has no default parameters: write `if (x === undefined) x = …`."
    ],
    [
      "a rest parameter",
      "(function (...a) { return a; })();",
      "no-restricted-syntax: Espruino has no rest parameters: use `arguments`, or pass an array."
    ],
    [
      "a spread list",
      "print([...[1], 2]);",
      "no-restricted-syntax: Espruino has no spread: write `list.concat(more)`, or `f.apply(null, list)`."
    ],
    [
      "a subclass with fields and without a constructor",
      "class Planted extends Object { constructor() { super(...arguments); this.a = 1; } } new Planted();",
      "no-restricted-syntax: A subclass that has fields needs a constructor of its own, which calls `super(…)`: without one, " +
        "TypeScript writes `super(...arguments)`, and Espruino has no spread."
    ],
    [
      "a destructured object",
      "const { planted } = { planted: 1 }; print(planted);",
      "no-restricted-syntax: Espruino has no destructuring: read the members one by one."
    ],
    [
      "a destructured array",
      "const [planted] = [1]; print(planted);",
      "no-restricted-syntax: Espruino has no destructuring: read the elements one by one."
    ],
    ["a generator", "print(function* () {});", "no-restricted-syntax: Espruino has no generators."],
    [
      "an async function",
      "print(async function () {});",
      "no-restricted-syntax: Espruino has no `async`: use a callback, or a Promise with `then`."
    ],
    ["a computed key", "print({ [E]: 1 });", "no-restricted-syntax: Espruino has no computed keys: write `object[key] = value`."],
    [
      "a closure over a loop's variable",
      "for (let i = 0; i < 3; i++) setTimeout(function () { print(i); }, 1);",
      "dialect/loop-closures: In Espruino, all functions made in this loop share 'i', and find its last value: " +
        "copy it to a `const` in the loop's body first, or use forEach."
    ],
    ["a label", "a: for (;;) break a;", "no-restricted-syntax: Espruino has no labels: return from a function instead."],
    ["Object.freeze", "Object.freeze({});", "no-restricted-properties: 'Object.freeze' is restricted from being used. Espruino has no such function."],
    ["a variable with the name of a global", "var Graphics = 1;", "no-redeclare: 'Graphics' is already defined as a built-in global variable."],
    [
      "alternatives in a group",
      "print(/^(a|b)$/);",
      "no-restricted-syntax: Espruino's regular expressions match alternatives in a group wrongly."
    ],
    ["a count", "print(/a{2,3}/);", "no-restricted-syntax: Espruino's regular expressions have no counts like {2,3}."],
    [
      "a look-ahead",
      "print(/a(?=b)/);",
      "no-restricted-syntax: Espruino's regular expressions have no look-ahead, look-behind or named groups; they just do not match."
    ]
  ];
  for (const [what, code, fault] of planted) {
    it(`catches ${what} planted in a built script`, async () => {
      assert.deepEqual(await lint(`${built[0].code}\n${code}`, built[0].file), [fault]);
    });
  }

  it("lets pass what Espruino has of ES2015: classes and subclasses, arrow functions, templates, loops without closures", async () => {
    const code =
      "class Planted { constructor(a) { this.a = a; } } class Further extends Planted { get b() { return `a template`; } }" +
      "for (const each of [1, 2]) { const a = each; setTimeout(() => print(a, { a }), 1); } print(new Further(1).b);";
    assert.deepEqual(await lint(code, "dist/board-a.js"), []);
  });

  it("lets functions use each other, and what is declared by the time they are called", async () => {
    const code =
      "function even(n) { return n === 0 || odd(n - 1); } function odd(n) { return n !== 0 && even(n - 1); }" +
      "function later() { return value; } setTimeout(later, 1); var value = odd(3);";
    assert.deepEqual(await lint(code, "dist/board-a.js"), []);
  });

  const inSource: [string, string, string][] = [
    ["a Map", "export const a = new Map();", "no-undef: 'Map' is not defined."],
    [
      "a line that is printed as it is",
      "export function a(text: string): void { print(text); }",
      "no-restricted-globals: Unexpected use of 'print'. Use `say` of console.ts, which escapes what came from the network."
    ],
    ["a global of Node", "export const a = Buffer;", "no-undef: 'Buffer' is not defined."],
    ["a label", "a: for (;;) break a;", "no-restricted-syntax: Espruino has no labels: return from a function instead."],
    ["a generator", "export const a = function* () {};", "no-restricted-syntax: Espruino has no generators."],
    [
      "a private name",
      "export class A { #a = 1; }",
      "no-restricted-syntax: Espruino has no `#names`: begin the name with `_`."
    ],
    [
      "a class of errors",
      "export class A extends Error {}",
      "no-restricted-syntax: In Espruino its instances are no `instanceof` it: throw an Error with a `code`."
    ]
  ];
  for (const [what, code, fault] of inSource) {
    it(`catches ${what} in the source of the firmware`, async () => {
      const faults = await lint(code, "firmware/backoff.ts");
      assert(faults.includes(fault), faults.join("\n"));
    });
  }

  it("catches a call before its declaration in the source of the firmware", async () => {
    const faults = await lint("export const a = planted(); function planted() { return 1; }", "firmware/backoff.ts");
    assert(faults.includes(early), faults.join("\n"));
  });
});
