import assert from "node:assert/strict";
import { wholeNumber } from "../../firmware/number";
import { NUMBERS } from "../fuzz/hostile";

describe("wholeNumber", () => {
  it("reads plain digits up to the most that is allowed", () => {
    assert.deepEqual(["0", "7", "82", "65535"].map((text) => wholeNumber(text, 65535)), [0, 7, 82, 65535]);
    assert.deepEqual([wholeNumber("999999999999999", 1e15), wholeNumber("65536", 65535)], [999999999999999, -1]);
  });

  it("refuses all other ways to write one, and what is none", () => {
    const read = NUMBERS.map((text) => wholeNumber(text, Infinity));
    assert.deepEqual(NUMBERS.filter((_, i) => read[i] >= 0), ["0", "65535", "65536", "99999", "2147483648", "4294967296"]);
    assert.equal(wholeNumber("12\n", 99), -1);
  });
});
