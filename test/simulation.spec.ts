import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Status } from "../firmware/types/status";
import { build, type BuiltScript } from "../scripts/build";
import { readSettings, type BoardId, type Settings } from "../scripts/settings";
import { BOARD_IDS, createSimulation, type Simulation } from "../scripts/start/simulation";
import { isComplete, Tally } from "../scripts/start/tally";
import { seededRandom } from "../shims/random";
import { createFakeClock, type FakeClock } from "./support/fake-board";

/** The numbers that a board printed after a prefix. */
function numbersAfter(prefix: string, lines: string[]): number[] {
  return lines.filter((line) => line.startsWith(prefix)).map((line) => Number(line.slice(prefix.length)));
}

function assertSteps(numbers: number[], first: "odd" | "even"): void {
  assert.equal(Math.abs(numbers[0] % 2), first === "odd" ? 1 : 0);
  for (const [index, number] of numbers.entries()) assert.equal(number, numbers[0] + 2 * index);
}

describe("two simulated boards with the built scripts", function () {
  this.timeout(60000);
  let folder: string;
  let settings: Settings;
  let scripts: BuiltScript[];
  let quick: BuiltScript[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "boards-"));
    const read = (env: NodeJS.ProcessEnv): Settings => readSettings("simulation", { env, file: path.join(folder, ".env") });
    settings = read({});
    scripts = await build(settings, { outDir: path.join(folder, "usual") });
    quick = await build(read({ PERIOD_MS: "20" }), { outDir: path.join(folder, "quick") });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Both boards on a fake clock, which this test moves. */
  function onFakeClock(): Simulation & { clock: FakeClock; tally: Tally; lines: Record<BoardId, string[]> } {
    const clock = createFakeClock();
    const tally = new Tally(settings);
    const lines: Record<BoardId, string[]> = { a: [], b: [] };
    const simulation = createSimulation(scripts, settings, {
      clock,
      random: seededRandom(3),
      onLine(board, line) {
        lines[board].push(line);
        tally.onLine(board, line);
      }
    });
    for (const id of BOARD_IDS) simulation.boards[id].powerOn();
    return { ...simulation, clock, tally, lines };
  }

  function counts({ boards, tally }: ReturnType<typeof onFakeClock>): ReturnType<Tally["counts"]> {
    return tally.counts({ a: boards.a.run("status()") as Status, b: boards.b.run("status()") as Status });
  }

  it("exchange numbers on all four paths over sockets of the loopback interface", async () => {
    const tally = new Tally(settings);
    const lines: Record<BoardId, string[]> = { a: [], b: [] };
    let simulation: Simulation | undefined;
    await new Promise<void>((resolve) => {
      simulation = createSimulation(quick, settings, {
        onLine(board, line) {
          lines[board].push(line);
          tally.onLine(board, line);
          if (tally.paths.every(({ arrived }) => arrived.size >= 20)) resolve();
        }
      });
      for (const id of BOARD_IDS) simulation.boards[id].powerOn();
    });
    for (const id of BOARD_IDS) simulation?.boards[id].kill();
    assertSteps(numbersAfter("Message from ESP32-A server: ", lines.b), "odd");
    assertSteps(numbersAfter("Received from ESP32-A: ", lines.b), "odd");
    assertSteps(numbersAfter("Message from ESP32-B server: ", lines.a), "even");
    assertSteps(numbersAfter("Received from ESP32-B: ", lines.a), "even");
  });

  it("miss no number in an hour, and end it on their second", () => {
    const simulation = onFakeClock();
    simulation.clock.pass(3600 * 1000 + 500);
    const result = counts(simulation);
    assert.ok(isComplete(result), JSON.stringify(result));
    assert.deepEqual(
      result.map(({ sent }) => sent),
      [1800, 1800, 1800, 1800]
    );
    assert.ok(simulation.lines.b.includes("Received from ESP32-A: 3599"));
  });

  it("are linked both ways again within 5 s of the restart of either", () => {
    for (const id of BOARD_IDS) {
      const { boards, clock, lines } = onFakeClock();
      clock.pass(10000);
      boards[id].kill();
      clock.pass(100);
      const before = { a: lines.a.length, b: lines.b.length };
      boards[id].powerOn();
      clock.pass(5000);
      for (const [own, peer] of [["a", "ESP32-B"], ["b", "ESP32-A"]] as [BoardId, string][]) {
        const since = lines[own].slice(before[own]);
        for (const start of [`Received from ${peer}: `, `Message from ${peer} server: `])
          assert.ok(numbersAfter(start, since).length, `${own} after the restart of ${id}: no "${start}"`);
      }
    }
  });

  it("are linked again after the access point was gone, and said why", () => {
    const { boards, clock, lines } = onFakeClock();
    clock.pass(10000);
    for (const id of BOARD_IDS) boards[id].wifi.setFault("accessPointGone", true);
    clock.pass(10000);
    for (const id of BOARD_IDS) {
      assert.ok(lines[id].some((line) => line.startsWith("WiFi: NO_AP_FOUND (201); next try in")), lines[id].join("\n"));
      boards[id].wifi.setFault("accessPointGone", false);
    }
    clock.pass(60000);
    const before = lines.a.length;
    clock.pass(4000);
    assert.ok(numbersAfter("Message from ESP32-B server: ", lines.a.slice(before)).length);
    assert.ok(numbersAfter("Received from ESP32-B: ", lines.a.slice(before)).length);
  });

  it("have the globals of Espruino and no others", () => {
    const { boards } = onFakeClock();
    const missing = ["Map", "Set", "Symbol", "Buffer", "URL", "TextEncoder", "setImmediate", "globalThis.Proxy"];
    for (const name of missing) assert.equal(boards.a.run(`typeof ${name}`), "undefined", name);
    assert.equal(boards.a.run("typeof process.nextTick + typeof [].flat + typeof Object.freeze"), "undefined".repeat(3));
    assert.equal(boards.a.run("typeof setTimeout + typeof E.hwRand + typeof print"), "function".repeat(3));
    assert.equal(boards.a.run('typeof require("net").connect'), "function");
    assert.equal(boards.a.run('"abc\\r".indexOf("\\r\\n\\r\\n") + " " + "abcd".includes("dx")'), "3 true");
  });

  it("print what a mistake at the console comes to, and go on", () => {
    const { boards, lines, clock } = onFakeClock();
    const before = lines.a.length;
    boards.a.run("nothing()");
    boards.a.run('require("fs")');
    assert.deepEqual(lines.a.slice(before), [
      "Uncaught ReferenceError: nothing is not defined",
      ...["    at :1:1", "nothing()", "^"],
      "Uncaught Error: Module fs not found",
      ...["    at :1:1", 'require("fs")', "^"]
    ]);
    clock.pass(5000);
    assert.ok(numbersAfter("Received from ESP32-B: ", lines.a).length);
  });
});
