import assert from "node:assert/strict";
import { FrameParser, type Frame } from "../../../scripts/trace/frame-parser";

function framesIn(...lines: string[]): Frame[] {
  const parser = new FrameParser();
  return lines.map((line) => parser.take(line)).filter((frame) => frame !== undefined);
}

describe("the parser of an interpreter's traces", () => {
  const SOURCE = ["t.read(7)", "        ^"];
  const frame = { line: 1, column: 345, source: "t.read(7)", mark: 8 };

  for (const [version, inFlash, inRam] of [
    ["2v25 and later", "    at read (.bootcde:1:345)", "    at read (:1:345)"],
    ["2v25 and later, without a name", "    at .bootcde:1:345", "    at :1:345"],
    ["2v25 and later, with a function's text for a name", "    at function (t) {return e(t/2)} (.bootrst:1:345)", "    at function (t) {r (:1:345)"],
    ["earlier ones", " at line 1 col 345 in .bootcde", " at line 1 col 345"],
    ["earlier ones, for a caller", 'in function "read" called from line 1 col 345 in .bootrst', "in function called from line 1 col 345"]
  ])
    it(`takes position, source and mark of ${version}, in flash and in RAM`, () => {
      assert.deepEqual(framesIn(inFlash, ...SOURCE), [{ ...frame, isAbsolute: true }]);
      assert.deepEqual(framesIn(inRam, ...SOURCE), [{ ...frame, isAbsolute: false }]);
    });

  it("takes nothing from a position without a mark, or from a mark without a position", () => {
    assert.deepEqual(framesIn("in function called from system", "", "    at :1:1", "x", "y"), []);
    assert.deepEqual(framesIn("x", "^", "^"), []);
    assert.deepEqual(framesIn("    at :1:345", ...SOURCE, ...SOURCE).length, 1);
  });

  it("goes on after a line of the driver in the middle of a frame", () => {
    const trace = ["    at :1:1", "a()", "^", "    at :1:345", "E wifi:sta is connecting", ...SOURCE, "    at :1:2", "b()", " ^"];
    assert.deepEqual(framesIn(...trace).map(({ source }) => source), ["a()", "t.read(7)", "b()"]);
  });

  it("takes no numbers that no script has, and nothing from lines that only resemble a position", () => {
    for (const line of [
      `    at :1:${"9".repeat(400)}`,
      "    at :1:-5",
      "    at :1:5.5",
      "    at __proto__:1:345",
      "    at other.js:1:345",
      "Received from ESP32-B: 1:345",
      "12:01:345",
      ` at line 1 col ${"9".repeat(400)}`,
      "line 1 col 345"
    ])
      assert.deepEqual(framesIn(line, ...SOURCE), [], line);
  });

  it("takes no mark that stands further to the right than the interpreter puts one", () => {
    assert.deepEqual(framesIn("    at :1:345", "x".repeat(5000), `${" ".repeat(5000)}^`), []);
  });

  it("is not slow on long lines", () => {
    const lines = [" ".repeat(100_000), `${"    at (".repeat(20_000)}:1:`, `${" at line 1 col".repeat(10_000)} 1 `];
    const startedMs = process.cpuUsage().user;
    framesIn(...lines);
    assert.ok(process.cpuUsage().user - startedMs < 1_000_000);
  });
});
