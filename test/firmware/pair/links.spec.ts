import assert from "node:assert/strict";
import { WStype } from "../../../firmware/ws-events";
import { createFakeBoard } from "../../support/fake-board";

function setUp() {
  const board = createFakeBoard();
  const copy = board.firmware();
  const { uptime } = copy.load<typeof import("../../../firmware/clock")>("clock");
  return { ...board, uptime, ...copy.load<typeof import("../../../firmware/pair/links")>("pair/links") };
}

describe("the links", () => {
  it("are up only if both are up", () => {
    const { serverLink, clientLink, areUp } = setUp();
    const seen = [areUp()];
    for (const [link, type] of [
      [serverLink, WStype.CONNECTED],
      [clientLink, WStype.CONNECTED],
      [serverLink, WStype.DISCONNECTED],
      [serverLink, WStype.CONNECTED],
      [clientLink, WStype.DISCONNECTED]
    ] as const) {
      link.onEvent(type, "", 1006);
      seen.push(areUp());
    }
    assert.deepEqual(seen, [false, false, true, false, true, false]);
  });

  it("report when the peer was last heard on either of them", () => {
    const { clock, uptime, serverLink, clientLink, heardS } = setUp();
    const seen: number[] = [];
    for (const link of [serverLink, clientLink, clientLink, serverLink]) {
      clock.pass(5000);
      link.onEvent(WStype.TEXT, "2");
      clock.pass(5000);
      seen.push(uptime() - heardS());
    }
    assert.deepEqual(seen, [5, 5, 5, 5]);
  });

  it("are named in their console lines", () => {
    const { lines, serverLink, clientLink } = setUp();
    serverLink.onEvent(WStype.CONNECTED, "/ESP32-B");
    clientLink.onEvent(WStype.CONNECTED, "/ESP32-A");
    for (const link of [serverLink, clientLink]) for (const number of ["2", "6"]) link.count(number, "1a");
    assert.deepEqual(lines, [
      "Server: ESP32-B connected",
      "Client: ESP32-B connected",
      "Missing from ESP32-B: 4 (1)",
      "Missing from ESP32-B server: 4 (1)"
    ]);
  });
});
