import assert from "node:assert/strict";
import { createFakeBoard } from "../support/fake-board";

const YEARS_S = 1_700_000_000;

/** A board whose clock a test can set, as `setTime` does. */
function setUp() {
  const board = createFakeBoard();
  const copy = board.firmware();
  const clock = copy.load<typeof import("../../firmware/clock")>("clock");
  const { clearTimer } = copy.load<typeof import("../../firmware/timer")>("timer");
  const start = clock.uptime();
  return {
    ...board,
    every: clock.every,
    clearTimer,
    passedS: () => clock.uptime() - start,
    set: (byS: number) => {
      board.interpreter.setTime(board.interpreter.time + byS);
    }
  };
}

describe("the clock that nobody sets", () => {
  it("runs with the time", () => {
    const { clock, passedS } = setUp();
    for (let s = 0; s < 100; s++) {
      clock.pass(1000);
      passedS();
    }
    assert.ok(Math.abs(passedS() - 100) < 0.001);
  });

  it("takes no notice of a time that is set, back or forth", () => {
    const { clock, passedS, set } = setUp();
    for (const byS of [YEARS_S, -YEARS_S, -5, 3600]) {
      clock.pass(1000);
      passedS();
      set(byS);
      passedS();
    }
    assert.ok(Math.abs(passedS() - 4) < 0.001, String(passedS()));
  });

  it("never reads 0, which stands for never", () => {
    assert.ok(createFakeBoard().firmware().load<typeof import("../../firmware/clock")>("clock").uptime() > 0);
  });

  it("calls a handler on its steps, whatever the handler takes, and makes up for those that were missed", () => {
    const { clock, interpreter, every, clearTimer } = setUp();
    const times: number[] = [];
    const timer = {};
    every(timer, 2000, () => {
      times.push(clock.now());
      if (times.length === 2) interpreter.block(5000);
    });
    clock.pass(14500);
    clearTimer(timer);
    clock.pass(14000);
    assert.deepEqual(times.map((ms) => Math.round(ms / 100) * 100), [2000, 4000, 9000, 9000, 10000, 12000, 14000]);
  });

  it("calls a handler neither more nor less often when the time is set, and never tells it a lateness of years", () => {
    const { clock, every, set } = setUp();
    const late: number[] = [];
    every({}, 2000, (lateMs) => late.push(lateMs));
    for (const byS of [YEARS_S, -2 * YEARS_S, YEARS_S]) {
      clock.pass(10000);
      set(byS);
    }
    clock.pass(10000);
    // What passed between a reading and the jump is not counted, 2 s at most each time.
    assert.ok(late.length >= 16 && late.length <= 20, String(late.length));
    assert.ok(late.every((ms) => ms < 10), String(late));
  });

  it("calls a handler no more often when the time comes from the network and all timers fire", () => {
    const { clock, interpreter, every } = setUp();
    let calls = 0;
    every({}, 2000, () => calls++);
    clock.pass(10500);
    interpreter.synchronise(YEARS_S);
    clock.pass(10000);
    assert.ok(calls === 9 || calls === 10, String(calls));
  });

  it("takes an interval of an hour, and is still not fooled", () => {
    const { clock, every, set } = setUp();
    let calls = 0;
    every({}, 3_600_000, () => calls++);
    clock.pass(1_800_000);
    set(YEARS_S);
    clock.pass(1_790_000);
    assert.equal(calls, 0);
    clock.pass(20_000);
    assert.equal(calls, 1);
  });
});
