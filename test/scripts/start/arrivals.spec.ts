import assert from "node:assert/strict";
import { readSettings } from "../../../scripts/settings";
import { Arrivals } from "../../../scripts/start/arrivals";
import { Tally } from "../../../scripts/start/tally";

const settings = readSettings("simulation", { env: {}, file: "none" });

/** The path from board B's client to board A's server. */
function setUp() {
  const path = new Tally(settings).paths.find(({ from, by }) => from === "b" && by === "client");
  assert.ok(path);
  const arrivals = new Arrivals(path, settings);
  const come = (...numbers: number[]): void => {
    for (const number of numbers) arrivals.onLine("a", `Received from ESP32-B: ${number}`);
  };
  const counts = (): number[] => [arrivals.arrived.size, arrivals.missing.size, arrivals.reported.size];
  return { arrivals, come, counts };
}

describe("the arrivals of a path", () => {
  it("know what is missing between two numbers, and whether the board told it", () => {
    const { arrivals, come, counts } = setUp();
    come(4, 6, 12);
    assert.deepEqual(counts(), [3, 2, 0]);
    assert.equal(arrivals.isTold, false);
    arrivals.onLine("a", "Missing from ESP32-B: 8 to 10 (2)");
    assert.equal(arrivals.isTold, true);
    come(16);
    arrivals.onLine("a", "Missing from ESP32-B: 14 (1)");
    assert.deepEqual(counts(), [4, 3, 3]);
    assert.equal(arrivals.isTold, true);
  });

  it("do not take as many others for those that are missing", () => {
    const { arrivals, come } = setUp();
    come(2, 8);
    arrivals.onLine("a", "Missing from ESP32-B: 2 to 4 (2)");
    assert.equal(arrivals.isTold, false);
  });

  it("leave alone what is said of other paths, and by the other board", () => {
    const { arrivals, come, counts } = setUp();
    come(2);
    for (const line of ["Message from ESP32-B server: 8", "Missing from ESP32-B server: 4 to 6 (2)", "Received from ESP32-A: 9"])
      assert.equal(arrivals.onLine("a", line), false);
    assert.equal(arrivals.onLine("b", "Received from ESP32-B: 8"), false);
    assert.deepEqual(counts(), [1, 0, 0]);
  });

  it("miss nothing any more that comes late, and count nothing twice", () => {
    const { arrivals, come, counts } = setUp();
    come(2, 6);
    arrivals.onLine("a", "Missing from ESP32-B: 4 (1)");
    come(4, 6);
    assert.deepEqual(counts(), [3, 0, 0]);
    assert.equal(arrivals.isTold, true);
  });

  it("expect a restarted sender's numbers from the first on, and know them from those before", () => {
    const { arrivals, come, counts } = setUp();
    come(2, 4);
    arrivals.onRestart("b");
    come(6);
    assert.deepEqual(counts(), [3, 2, 0]);
    arrivals.onLine("a", "Missing from ESP32-B: 2 to 4 (2)");
    assert.equal(arrivals.isTold, true);
  });

  it("begin with what a restarted receiver gets first", () => {
    const { arrivals, come, counts } = setUp();
    come(2, 4);
    arrivals.onRestart("a");
    come(20, 22);
    assert.deepEqual(counts(), [4, 0, 0]);
    assert.equal(arrivals.isTold, true);
  });
});
