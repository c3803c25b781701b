import assert from "node:assert/strict";
import { SimulatedBoard } from "../../shims/board";
import { Lan } from "../../shims/lan";
import type { Pipe } from "../../shims/pipe";
import { createFakeClock } from "../support/fake-board";

const OFF = 'require("TelnetServer").setOptions({ mode: "off" });';

/** A board with `script` in flash, which has started. */
function boot(script: string) {
  const clock = createFakeClock();
  const lan = new Lan({ memory: clock });
  const board = new SimulatedBoard({ script, lan, address: "192.168.1.20", onLine: () => undefined, clock });
  board.powerOn();
  clock.pass(100);
  return { board, clock, dial: (): Pipe | undefined => lan.connect("192.168.4.1", 23) };
}

describe("the Telnet console of a simulated board", () => {
  it("is open on a fresh board, for whoever joins the board's own network", () => {
    const { board, clock, dial } = boot("print(1)");
    assert.ok(dial());
    clock.pass(10);
    assert.equal(board.sockets.open, 2);
  });

  it("is closed by the script, from its start or later", () => {
    assert.equal(boot(OFF).dial(), undefined);
    const { board, clock, dial } = boot("print(1)");
    const client = dial();
    board.run(OFF);
    clock.pass(10);
    assert.deepEqual([dial(), client?.ended, board.sockets.open], [undefined, true, 0]);
  });

  it("is open again after reset(), which a script in flash does not outlive", () => {
    const { board, clock, dial } = boot(OFF);
    board.run("reset()");
    clock.pass(10);
    assert.ok(dial());
  });

  it("goes over to whoever connects last", () => {
    const { board, clock, dial } = boot("print(1)");
    const [first, second] = [dial(), dial()];
    clock.pass(10);
    assert.deepEqual([first?.ended, second?.ended, board.sockets.open], [true, false, 2]);
  });
});
