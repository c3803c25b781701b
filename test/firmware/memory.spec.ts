import assert from "node:assert/strict";
import { createFakeBoard } from "../support/fake-board";

/** A board with so many free JsVars of 4,000, which counts its restarts. */
function setUp(free: number) {
  const board = createFakeBoard();
  const memory = { free, usage: 4000 - free, total: 4000 };
  let reboots = 0;
  board.globals.process.memory = () => memory;
  board.globals.E.reboot = () => void reboots++;
  board.firmware().load<typeof import("../../firmware/memory")>("memory").watchMemory();
  return { ...board, memory, reboots: () => reboots };
}

describe("the watch over memory", () => {
  it("restarts a board whose memory has been low for half a minute, and says why before", () => {
    const { clock, lines, reboots } = setUp(300);
    clock.pass(29000);
    assert.deepEqual([lines, reboots()], [[], 0]);
    clock.pass(1100);
    assert.deepEqual([lines, reboots()], [["Memory: 300 of 4000 JsVars left, restarting"], 0]);
    clock.pass(60000);
    assert.deepEqual([lines.length, reboots()], [1, 1]);
  });

  it("lets a board go on that uses much memory for a moment", () => {
    const { clock, memory, reboots } = setUp(300);
    for (let round = 0; round < 10; round++) {
      memory.free = 300;
      clock.pass(20000);
      memory.free = 2500;
      clock.pass(10000);
    }
    assert.equal(reboots(), 0);
  });
});
