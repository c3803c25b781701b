import assert from "node:assert/strict";
import path from "node:path";
import { SimulatedBoard } from "../../shims/board";
import { BOOT_CODE } from "../../shims/flash";
import { Lan } from "../../shims/lan";
import { Locator } from "../../scripts/trace/locator";
import { MINIFIED, PLAIN } from "../scripts/trace/recorded/program";
import { EXPECTED, located } from "../scripts/trace/recorded/located";
import { createFakeClock, type FakeClock } from "../support/fake-board";

describe("the trace that a simulated board prints", () => {
  let clock: FakeClock;
  let lines: string[];
  let board: SimulatedBoard;

  beforeEach(() => {
    clock = createFakeClock();
    lines = [];
    board = new SimulatedBoard({ lan: new Lan({ memory: clock }), address: "192.168.1.20", onLine: (line) => lines.push(line), clock });
  });
  afterEach(() => board.kill());

  /** Runs a script from flash. */
  function boot(script: string): void {
    board.flash.write(BOOT_CODE, script);
    board.powerOn();
    clock.pass(100);
  }

  for (const [form, built] of [["minified", MINIFIED], ["plain", PLAIN]] as const) {
    const locator = new Locator(built.code, built.map, path.resolve("dist"));
    // As V8 words it.
    const { 'ReferenceError: "missing" is not defined': missing, ...others } = EXPECTED;
    const expected = { ...others, "ReferenceError: missing is not defined": missing };

    it(`leads to the same TypeScript lines as the interpreter's, from flash (${form})`, () => {
      boot(built.code);
      assert.deepEqual(located(locator, lines), expected);
    });

    it(`leads to the same TypeScript lines as the interpreter's, from RAM (${form})`, () => {
      board.powerOn();
      board.run(built.code);
      clock.pass(100);
      assert.deepEqual(located(locator, lines), expected);
    });
  }

  it("has the shape of the interpreter's: name, file and position, source, and a mark", () => {
    boot("function f(text) {\n  throw new Error(text);\n}\nf('deep');");
    assert.deepEqual(lines, [
      "Uncaught Error: deep",
      ...["    at f (.bootcde:2:9)", "  throw new Error(text);", "        ^"],
      ...["    at .bootcde:4:1", "f('deep');", "^"]
    ]);
  });

  it("shows 60 columns of a long line, with the mark after 30", () => {
    const script = `var text="${"x".repeat(40)}";throw new Error("e");var more="${"y".repeat(60)}"`;
    boot(script);
    const at = script.indexOf("new");
    const shown = `...${script.slice(at - 27, at + 33)}...`;
    assert.deepEqual(lines.slice(1), [`    at .bootcde:1:${at + 1}`, shown, `${" ".repeat(30)}^`]);
  });

  it("names methods and constructors without their class", () => {
    boot('class Link{constructor(){this.open()}open(){throw new Error("o")}}\nnew Link()');
    assert.deepEqual(
      lines.filter((line) => line.startsWith("    at")).map((line) => line.replace(/\(.*/, "").trim()),
      ["at open", "at Link", "at .bootcde:2:1"]
    );
  });

  it("has nothing of the computer that simulates it, and of an error's text", () => {
    boot('setTimeout(()=>require("net").connect(),1);setTimeout(()=>{throw new Error("m\\n    at x (.bootcde:1:1)")},2)');
    assert.equal(lines.some((line) => /shims|node:/.test(line)), false);
    assert.equal(lines.filter((line) => line.startsWith("    at ")).length, 2, lines.join("\n"));
  });

  it("is not there for what is thrown and is no error", () => {
    boot('setTimeout(()=>{throw "text"},1);setTimeout(()=>{throw {stack:"    at x (.bootcde:1:1)"}},2)');
    assert.deepEqual(lines, ["Uncaught text", "Uncaught [object Object]"]);
  });
});
