import assert from "node:assert/strict";
import { drawChart } from "../../../scripts/monitor/chart";

describe("a chart", () => {
  it("is a line over an axis from 0 up", () => {
    assert.deepEqual(drawChart([1, 1, 2, 3, 5, 5], 14, 4), [
      "     5┤   ╭─  ",
      "   3.3┤  ╭╯   ",
      "   1.7┤──╯    ",
      "     0┤       "
    ]);
  });

  it("has no line where there is no sample", () => {
    assert.deepEqual(drawChart([undefined, 4, 4, undefined, 4, 4], 14, 3), [
      "     4┤ ─  ─  ",
      "     2┤       ",
      "     0┤       "
    ]);
  });

  it("shows the last samples that have room", () => {
    const rows = drawChart([...Array<number>(50).fill(9), 1, 1, 1, 1, 1, 1, 1, 1], 14, 3);
    assert.equal(rows[0], "     1┤───────");
  });

  it("has its size with whatever samples", () => {
    for (const samples of [[], [undefined], [0], [7], [0, 0, 0], [523_089, 16_776_026], [0.001, 0.002], [1, undefined]]) {
      const rows = drawChart(samples, 30, 5);
      assert.deepEqual(rows.map((row) => row.length), [30, 30, 30, 30, 30], JSON.stringify(rows));
    }
  });
});
