import assert from "node:assert/strict";
import { SIMULATION_KEY } from "../../../scripts/pair-key";
import { withFreshKey } from "../../../scripts/start/fresh-key";

const script = (board: "a" | "b", code: string) => ({ board, file: `board-${board}.js`, code, map: "", bytes: code.length });

describe("npm start's pair key", () => {
  it("is the same on both boards, another one for each run, and moves nothing in the scripts", () => {
    const keys = [1, 2].map(() => {
      const codes = withFreshKey([script("a", `f("${SIMULATION_KEY}");`), script("b", `g("${SIMULATION_KEY}")`)]).map(({ code }) => code);
      const [, key] = /^f\("([\da-f]{32})"\);$/.exec(codes[0]) ?? assert.fail(codes[0]);
      assert.equal(codes[1], `g("${key}")`);
      return key;
    });
    assert.notEqual(keys[0], keys[1]);
  });

  it("is refused for a script that has none to be replaced", () => {
    assert.throws(() => withFreshKey([script("a", "f()")]), /board-a\.js: expected a script for the simulation/);
  });
});
