import assert from "node:assert/strict";
import { backoffMs } from "../../firmware/backoff";
import { seededRandom } from "../../shims/random";

describe("backoffMs", () => {
  it("doubles from the first wait to the cap", () => {
    const waits = [0, 1, 2, 3, 4, 5, 6].map((attempt) => backoffMs(attempt, 500, 10000, 0));
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 10000, 10000]);
  });

  it("stays at the cap however often it is tried", () => {
    for (const attempt of [16, 31, 32, 33, 1000, 1e9]) assert.equal(backoffMs(attempt, 1000, 30000, 0), 30000);
  });

  it("takes off up to a fifth by chance, whatever integer comes", () => {
    const random = seededRandom(7);
    const waits = Array.from({ length: 2000 }, () => backoffMs(0, 1000, 30000, random()));
    assert.ok(Math.min(...waits) >= 800 && Math.min(...waits) < 810, String(Math.min(...waits)));
    assert.ok(Math.max(...waits) <= 1000 && Math.max(...waits) > 990, String(Math.max(...waits)));
  });
});
