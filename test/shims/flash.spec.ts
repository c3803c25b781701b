import assert from "node:assert/strict";
import { Flash } from "../../shims/flash";

describe("the flash shim", () => {
  let flash: Flash;
  beforeEach(() => {
    flash = new Flash(1000);
  });

  it("keeps a file that is written piece by piece, erased bytes where none was written", () => {
    flash.write("f", "abc", 0, 8);
    flash.write("f", "gh", 6);
    assert.equal(flash.read("f"), "abc\xff\xff\xffgh");
    flash.write("f", "def", 3);
    assert.equal(flash.read("f"), "abcdefgh");
    assert.deepEqual(flash.list(), ["f"]);
  });

  it("refuses a piece of no file, one that is too long, and one over another", () => {
    assert.throws(() => flash.write("f", "x", 3), /Unable to find or create file/);
    flash.write("f", "abc", 0, 4);
    assert.throws(() => flash.write("f", "de", 3), /Too much data for file size/);
    assert.throws(() => flash.write("f", "x", 2), /File already written with different data/);
    assert.equal(flash.read("f"), "abc\xff");
  });

  it("writes a file anew from its start, in the room of the old one", () => {
    flash.write("f", "a".repeat(900));
    flash.write("f", "b".repeat(800));
    assert.equal(flash.read("f"), "b".repeat(800));
    assert.throws(() => flash.write("g", "c".repeat(200)), /Unable to find or create file/);
    assert.equal(flash.getFree(), 1000 - 32 - 832);
  });

  it("has no room when full, fails when worn, and keeps nothing new when that is its fault", () => {
    flash.write("f", "old");
    flash.faults.add("keepsOld");
    assert.equal(flash.write("f", "new"), true);
    assert.equal(flash.read("f"), "old");
    flash.faults.add("worn");
    assert.throws(() => flash.write("f", "new"), /Unable to find or create file/);
    flash.faults.add("full");
    assert.equal(flash.getFree(), 0);
  });
});
