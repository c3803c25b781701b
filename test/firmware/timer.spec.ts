import assert from "node:assert/strict";
import { createFakeBoard } from "../support/fake-board";

function setUp() {
  const board = createFakeBoard();
  const fired: string[] = [];
  const timers = board.firmware().load<typeof import("../../firmware/timer")>("timer");
  const say = (what: string) => () => void fired.push(what);
  return { ...board, ...timers, fired, say };
}

describe("a timer", () => {
  it("fires once, after its time", () => {
    const { clock, setTimer, fired, say } = setUp();
    setTimer({}, say("it"), 1000);
    clock.pass(990);
    assert.deepEqual(fired, []);
    clock.pass(5000);
    assert.deepEqual(fired, ["it"]);
  });

  it("fires only for its last setting", () => {
    const { clock, interpreter, setTimer, fired, say } = setUp();
    const timer = {};
    setTimer(timer, say("first"), 1000);
    setTimer(timer, say("second"), 2000);
    assert.equal(interpreter.timerCount, 1);
    clock.pass(5000);
    assert.deepEqual(fired, ["second"]);
  });

  it("does not fire once it is cleared, and can be cleared twice", () => {
    const { clock, interpreter, setTimer, clearTimer, fired, say } = setUp();
    const timer = {};
    setTimer(timer, say("it"), 1000);
    clearTimer(timer);
    clearTimer(timer);
    assert.equal(interpreter.timerCount, 0);
    clock.pass(5000);
    assert.deepEqual(fired, []);
  });

  for (const [what, touch] of [
    ["cleared", ({ clearTimer }, timer) => clearTimer(timer)],
    ["set again", ({ setTimer, say }, timer) => setTimer(timer, say("again"), 3000)]
  ] as [string, (context: ReturnType<typeof setUp>, timer: object) => void][])
    it(`that is ${what} after it fired or was cleared leaves alone the timer that reuses its number`, () => {
      for (const end of ["fired", "cleared"]) {
        const context = setUp();
        const { clock, setTimer, clearTimer, fired, say } = context;
        const timer = {};
        setTimer(timer, say("it"), 10);
        if (end === "fired") clock.pass(100);
        else clearTimer(timer);
        setTimer({}, say("other"), 1000);
        touch(context, timer);
        clock.pass(2000);
        assert.equal(fired.at(-1), "other", `${end}: ${String(fired)}`);
      }
    });

  it("can be set by its own handler", () => {
    const { clock, setTimer, fired } = setUp();
    const timer = {};
    const tick = (): void => {
      fired.push(String(clock.now()));
      setTimer(timer, tick, 1000);
    };
    tick();
    clock.pass(3500);
    assert.equal(fired.length, 4);
  });
});

describe("retry", () => {
  it("prints the problem and the wait, and tries again after it", () => {
    const { clock, lines, retry, fired, say } = setUp();
    retry({ _attempt: 0 }, "Server: port 81", say("tried"), 30000);
    const [, ms] = /^Server: port 81; next try in (\d+) ms$/.exec(lines[0]) ?? [];
    assert.ok(Number(ms) >= 800 && Number(ms) <= 1000, lines[0]);
    clock.pass(Number(ms) - 10);
    assert.deepEqual(fired, []);
    clock.pass(20);
    assert.deepEqual(fired, ["tried"]);
  });

  it("uses each wait 16 times, twice as long each, up to the most", () => {
    const { lines, retry, say } = setUp();
    const timer = { _attempt: 0 };
    for (let i = 0; i < 7 * 16; i++) retry(timer, "WiFi: lost", say("tried"), 30000);
    const waits = lines.map((line) => Number(/(\d+) ms$/.exec(line)?.[1]));
    const nominal = [1000, 2000, 4000, 8000, 16000, 30000, 30000];
    waits.forEach((ms, i) => {
      const most = nominal[i >> 4];
      assert.ok(ms >= most * 0.8 - 1 && ms <= most, `${i}: ${ms} ms`);
    });
    for (let step = 0; step < 7; step++) assert.ok(Math.max(...waits.slice(step * 16, step * 16 + 16)) > nominal[step] * 0.9);
  });
});
