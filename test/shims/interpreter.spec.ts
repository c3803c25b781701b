import assert from "node:assert/strict";
import { NativeEmitter } from "../../shims/interpreter";
import { createFakeBoard } from "../support/fake-board";

describe("the interpreter shim", () => {
  it("runs handlers after the code that emitted, in the order of the emits", () => {
    const { clock, interpreter } = createFakeBoard();
    const order: string[] = [];
    const emitter = new NativeEmitter(interpreter);
    emitter.on("a", () => {
      order.push("a1");
      emitter.emit("b");
    });
    emitter.on("a", () => order.push("a2"));
    emitter.on("b", () => order.push("b"));
    emitter.emit("a");
    order.push("after emit");
    clock.pass(1);
    assert.deepEqual(order, ["after emit", "a1", "a2", "b"]);
  });

  it("prints an exception, and goes on with the other handlers and the timer", () => {
    const { clock, interpreter, globals, lines } = createFakeBoard();
    const emitter = new NativeEmitter(interpreter);
    let ran = 0;
    emitter.on("x", () => {
      throw new Error("boom");
    });
    emitter.on("x", () => ran++);
    emitter.emit("x");
    globals.setInterval(() => {
      ran++;
      throw new Error("tick");
    }, 10);
    clock.pass(25);
    assert.equal(ran, 3);
    assert.deepEqual(lines, ["Uncaught Error: boom", "Uncaught Error: tick", "Uncaught Error: tick"]);
  });

  it("looks at sockets after the timers, and only when no event is left", () => {
    const { clock, interpreter, globals } = createFakeBoard();
    const order: string[] = [];
    const emitter = new NativeEmitter(interpreter);
    emitter.on("a", () => {
      order.push("a");
      interpreter.queuePass(() => order.push("second look"));
      emitter.emit("b");
    });
    emitter.on("b", () => order.push("b"));
    globals.setTimeout(() => {
      order.push("timer");
      emitter.emit("a");
      interpreter.queuePass(() => order.push("first look"));
    }, 10);
    clock.pass(20);
    assert.deepEqual(order, ["timer", "first look", "a", "b", "second look"]);
  });

  it("keeps an interval's steps on the clock when a handler blocks", () => {
    const { clock, interpreter, globals } = createFakeBoard();
    const times: number[] = [];
    globals.setInterval(() => {
      times.push(clock.now());
      if (times.length === 1) interpreter.block(250);
    }, 100);
    clock.pass(1000);
    // Two steps were late; none is lost, and the others are on time.
    assert.equal(times.length, 9);
    for (const late of [1, 2]) assert.ok(times[late] >= 350 && times[late] < 360, String(times));
    for (const onTime of [0, 3, 4, 5, 6, 7, 8])
      assert.ok(times[onTime] - 100 * (onTime + 1) <= 2, `step ${onTime} at ${times[onTime]}`);
  });

  it("gives a timer's number again once no timer has it or a larger one", () => {
    const { clock, globals } = createFakeBoard();
    const nothing = (): void => undefined;
    const kept = globals.setTimeout(nothing, 1000);
    assert.deepEqual([kept, globals.setTimeout(nothing, 10), globals.setTimeout(nothing, 10)], [1, 2, 3]);
    clock.pass(20);
    assert.equal(globals.setTimeout(nothing, 10), 2);
    globals.clearTimeout(kept);
    assert.equal(globals.setTimeout(nothing, 10), 3);
  });

  it("fires no timer that was cleared, nor one after the power is off", () => {
    const { clock, interpreter, globals } = createFakeBoard();
    let fired = 0;
    globals.clearTimeout(globals.setTimeout(() => fired++, 10));
    globals.setTimeout(() => fired++, 50);
    clock.pass(20);
    interpreter.stop();
    clock.pass(100);
    assert.equal(fired, 0);
  });

  it("runs nothing that was queued behind what switched the power off", () => {
    const { clock, interpreter } = createFakeBoard();
    let ran = 0;
    interpreter.queue(() => interpreter.stop());
    interpreter.queue(() => ran++);
    clock.pass(1);
    assert.equal(ran, 0);
  });

  it("refuses to clear undefined, as the interpreter does", () => {
    const { globals } = createFakeBoard();
    assert.throws(() => {
      globals.clearTimeout(undefined as unknown as number);
    }, /not allowed/);
  });

  it("leaves timers as they are when the program sets the time", () => {
    const { clock, interpreter, globals } = createFakeBoard();
    let fired = 0;
    globals.setTimeout(() => fired++, 1000);
    interpreter.setTime(1.8e9);
    assert.equal(globals.getTime(), 1.8e9);
    clock.pass(990);
    assert.equal(fired, 0);
    clock.pass(20);
    assert.equal(fired, 1);
  });

  it("takes a time that comes from the network for time that passed: an interval fires for each of its steps", () => {
    const { clock, interpreter, globals } = createFakeBoard();
    let fired = 0;
    globals.setInterval(() => fired++, 1000);
    interpreter.synchronise(60);
    clock.pass(500);
    assert.equal(fired, 60);
    interpreter.synchronise(0);
    clock.pass(50000);
    assert.equal(fired, 60);
  });
});
