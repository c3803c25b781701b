import assert from "node:assert/strict";
import { createFakeBoard } from "../support/fake-board";

describe("the console lines of guests", () => {
  it("are 10 in a second, whoever sent them, and the others are counted", () => {
    const { clock, lines, firmware } = createFakeBoard();
    const { sayOfGuest } = firmware().load<typeof import("../../firmware/guests")>("guests");
    clock.pass(1000 - (clock.now() % 1000));
    for (let i = 0; i < 25; i++) sayOfGuest(`line ${i}`);
    assert.deepEqual(lines, Array.from({ length: 10 }, (_, i) => `line ${i}`));
    clock.pass(1000);
    sayOfGuest("later");
    assert.deepEqual(lines.slice(10), ["Guests: 15 more messages", "later"]);
  });
});
