import assert from "node:assert/strict";
import { stamp } from "../../../scripts/deploy/build-id";

describe("stamp", () => {
  it("ends the script with a statement that names the board and the script's SHA-256", () => {
    assert.deepEqual(stamp("a", "f();\n"), { text: 'f();global.build="a-07e31bc";\n', build: "a-07e31bc" });
  });

  it("puts a semicolon between, and adds no line of its own", () => {
    assert.equal(stamp("b", "f()\n\n").text.replace(/-\w+/, "-ID"), 'f();global.build="b-ID";\n');
  });

  it("gives other boards and other scripts other ids", () => {
    const ids = [stamp("a", "f()"), stamp("b", "f()"), stamp("a", "g()")].map(({ build }) => build);
    assert.equal(new Set(ids).size, 3);
  });

  it("refuses what the espruino CLI would not send as it is", () => {
    for (const [script, code] of [['f("\xc2")', "c2"], ['f("\x12")', "12"], ['f("\u2026")', "2026"]]) {
      assert.throws(() => stamp("a", script), {
        message: new RegExp(`^board-a\\.js: expected ASCII only, got the character 0x${code} at position 3;`)
      });
    }
  });
});
