import assert from "node:assert/strict";
import { readSettings } from "../../../scripts/settings";
import { formatSummary, isComplete, Tally } from "../../../scripts/start/tally";

const settings = readSettings("simulation", { env: {}, file: "none" });
const sent = (server: number, client: number) => ({ sent: { server, client } });

function arrivals(tally: Tally, count: number): void {
  for (let i = 0; i < count; i++) {
    tally.onLine("a", `Received from ESP32-B: ${2 * i + 2}`);
    tally.onLine("a", `Message from ESP32-B server: ${2 * i + 2}`);
    tally.onLine("b", `Received from ESP32-A: ${2 * i + 1}`);
    tally.onLine("b", `Message from ESP32-A server: ${2 * i + 1}`);
  }
}

describe("the tally of npm start", () => {
  it("is complete when what was sent on each path arrived", () => {
    const tally = new Tally(settings);
    arrivals(tally, 3);
    assert.equal(isComplete(tally.counts({ a: sent(3, 3), b: sent(3, 3) })), true);
  });

  it("counts on its path what is missing, and says how many", () => {
    const tally = new Tally(settings);
    arrivals(tally, 3);
    const counts = tally.counts({ a: sent(3, 5), b: sent(4, 3) });
    assert.deepEqual(counts.map(({ missing }) => missing), [0, 2, 1, 0]);
    assert.equal(isComplete(counts), false);
    assert.equal(formatSummary(counts, settings).at(-1), "3 numbers are missing.");
  });

  it("takes a number that comes twice for one", () => {
    const tally = new Tally(settings);
    arrivals(tally, 2);
    arrivals(tally, 2);
    assert.deepEqual(tally.counts({ a: sent(3, 3), b: sent(3, 3) }).map(({ missing }) => missing), [1, 1, 1, 1]);
  });

  it("is not complete while a path has carried nothing", () => {
    const counts = new Tally(settings).counts({ a: sent(0, 0), b: sent(0, 0) });
    assert.equal(isComplete(counts), false);
    assert.match(formatSummary(counts, settings).at(-1) ?? "", /run it longer/);
  });
});
