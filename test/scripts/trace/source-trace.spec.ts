import assert from "node:assert/strict";
import path from "node:path";
import { Locator } from "../../../scripts/trace/locator";
import { SourceTrace } from "../../../scripts/trace/source-trace";
import { MINIFIED } from "./recorded/program";

const FRAME = ["    at read (:1:9)", "t.read(7)", "        ^"];
const OTHER = ["    at :1:29", 'print(t),print("result "+e(1))', `${" ".repeat(28)}^`];

describe("a console followed for traces", () => {
  let places: string[];
  const locator = new Locator(MINIFIED.code, MINIFIED.map, path.resolve("dist"));
  const tick = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    places = [];
  });

  function follow(getLocator: () => Promise<Locator | undefined>, ...lines: string[]): SourceTrace {
    const trace = new SourceTrace(getLocator, (place) => places.push(place));
    for (const line of lines) trace.take(line);
    return trace;
  }

  it("tells the places of all frames in their order, once the locator is there", async () => {
    let deliver: (locator: Locator) => void = () => undefined;
    follow(() => new Promise((resolve) => (deliver = resolve)), "Uncaught Error: x", ...FRAME, "a line between", ...OTHER);
    await tick();
    assert.deepEqual(places, []);
    deliver(locator);
    await tick();
    assert.deepEqual(places, ["firmware/board.ts:16", "firmware/board.ts:13"]);
  });

  it("asks for no locator before there is a frame", () => {
    let asked = 0;
    const getLocator = async () => (asked++, locator);
    const trace = follow(getLocator, "Uncaught a string", "Received from ESP32-B: 2", "    at :1:9");
    assert.equal(asked, 0);
    for (const line of [...FRAME, ...FRAME]) trace.take(line);
    assert.equal(asked, 1, "once for all that come meanwhile");
  });

  it("keeps a limited number of frames while it waits", async () => {
    follow(async () => locator, ...Array.from({ length: 500 }, () => FRAME).flat());
    await tick();
    assert.equal(places.length, 40);
  });

  for (const [what, getLocator] of [
    ["there is none", async () => undefined],
    ["it cannot be made", () => Promise.reject(new Error("the map is cut"))]
  ] as const)
    it(`says nothing if ${what}, and asks again for the next trace`, async () => {
      const trace = follow(getLocator, ...FRAME);
      await tick();
      for (const line of FRAME) trace.take(line);
      await tick();
      assert.deepEqual(places, []);
    });
});
