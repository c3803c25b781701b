import assert from "node:assert/strict";
import path from "node:path";
import type { Frame } from "../../../scripts/trace/frame-parser";
import { Locator } from "../../../scripts/trace/locator";
import { EXPECTED, located } from "./recorded/located";
import { MINIFIED } from "./recorded/program";
import { TRACES } from "./recorded/traces";

const FOLDER = path.resolve("dist");

describe("the TypeScript line of a position in a trace", () => {
  for (const { title, built, text } of TRACES)
    it(`is found for every frame (${title})`, () => {
      assert.deepEqual(located(new Locator(built.code, built.map, FOLDER), text.split("\n")), EXPECTED);
    });

  const { code, map } = MINIFIED;
  const frame: Frame = { line: 1, column: 9, isAbsolute: false, source: "t.read(7)", mark: 8 };
  const place = (changed: Partial<Frame>, script = code): string | undefined =>
    new Locator(script, map, FOLDER).locate({ ...frame, ...changed });

  it("is as it can be opened from the project's folder", () => {
    assert.equal(place({}), "firmware/board.ts:16");
  });

  it("is found as well behind what a deploy appends", () => {
    assert.equal(place({}, `${code}global.build="a-3f2a9c1";\n`), "firmware/board.ts:16");
  });

  it("is found in a long first line, which 2v27 and 2v29 do not count", () => {
    assert.equal(place({ line: 0, column: code.indexOf("t.read(7)") + 9, isAbsolute: true }), "firmware/board.ts:16");
  });

  it("is not given where the script has another source", () => {
    for (const source of ["t.read(8)", "x.read(7)", "status()", "", " ", "...", "__proto__", "t.read(7)t.read(7)"])
      assert.equal(place({ source }), undefined, source);
    assert.equal(place({ isAbsolute: true }), undefined, "that is the source of another position");
  });

  it("is not given for positions that are not in the script", () => {
    for (const far of [10, 400, 999_999]) {
      assert.equal(place({ column: far }), undefined);
      assert.equal(place({ line: far }), undefined);
      assert.equal(place({ mark: far }), undefined);
    }
    assert.equal(place({ source: "const t=new class", column: 1, mark: 5 }), undefined);
  });

  it("is not given where two functions have the same text, but in different lines", () => {
    assert.equal(place({}, `${code}setTimeout(()=>t.read(7))`), undefined);
  });

  it("is not given for a literal, which may be a constant's from elsewhere", () => {
    const mark = code.indexOf("5),t)");
    assert.equal(place({ source: code, column: mark + 1, mark, isAbsolute: true }), undefined);
  });
});
