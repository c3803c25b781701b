import assert from "node:assert/strict";
import { forwardEvents } from "../../firmware/forward-events";
import { forwardEvents as forwardStockEvents } from "../../firmware/stock/forward-events";
import type { WebSocket } from "../../firmware/ws";
import { WStype } from "../../firmware/ws-events";
import { NativeEmitter } from "../../shims/interpreter";
import { createFakeBoard } from "../support/fake-board";

for (const [what, forward] of [["a connection", forwardEvents], ["a connection on the stock module", forwardStockEvents]] as const)
  describe(`the handler of ${what}`, () => {
    for (const [event, args, expected] of [
      ["open", [], [WStype.CONNECTED, ""]],
      ["message", ["41", false], [WStype.TEXT, "41"]],
      ["ping", ["x"], [WStype.PING, "x"]],
      ["pong", ["x"], [WStype.PONG, "x"]],
      ["error", [{ code: 1002, message: "reserved bit set" }], [WStype.ERROR, "reserved bit set", 1002]],
      ["close", [1006, ""], [WStype.DISCONNECTED, "", 1006]]
    ] as const)
      it(`is told of ${event}, and by which connection`, () => {
        const { clock, interpreter } = createFakeBoard();
        const ws = new NativeEmitter(interpreter) as unknown as WebSocket;
        const told: unknown[][] = [];
        forward(ws, (...all) => told.push(all));
        ws.emit(event, ...args);
        clock.pass(5);
        assert.deepEqual(told.map((each) => each.filter((value) => value !== undefined)), [[ws, ...expected]]);
      });
  });
