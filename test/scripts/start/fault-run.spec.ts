import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, type BuiltScript } from "../../../scripts/build";
import { readSettings, type BoardId, type Settings } from "../../../scripts/settings";
import { FaultRun } from "../../../scripts/start/fault-run";
import { FAULT_NAMES, FAULTS, type FaultName } from "../../../scripts/start/faults";
import { BOARD_IDS, createSimulation, sentBy } from "../../../scripts/start/simulation";
import { Tally } from "../../../scripts/start/tally";
import { seededRandom } from "../../../shims/random";
import { createFakeClock } from "../../support/fake-board";

/** Longer than any fault and what follows it. */
const ENOUGH_MS = 120000;

/** What the boards are to say of each fault, besides that the paths carry numbers again. */
const SAID: Record<FaultName, { a: RegExp[]; b: RegExp[] }> = {
  "peer-off": {
    a: [/^Server: ESP32-B lost after \d+ s: by us, 1006, nothing came for 6 s$/, /^Restarted: ESP32-B at \d+, after \d+$/],
    b: []
  },
  "wifi-lost": {
    a: [/^Client: ESP32-B lost after \d+ s: by us, 1006, /, /^Missing from ESP32-B: \d+ to \d+ \(\d+\)$/],
    b: [/^WiFi: NO_AP_FOUND \(201\); next try in/, /^Client: ESP32-A lost after \d+ s: by us, 1006, WiFi lost$/]
  },
  "half-open": {
    a: [/^Client: ESP32-B lost after \d+ s: by us, 1006, nothing came for 6 s$/, /^Missing from ESP32-B server: \d+ to \d+ \(\d+\)$/],
    b: [/^Client: ESP32-A lost after \d+ s: by us, 1006, nothing came for 6 s$/, /^Missing from ESP32-A server: \d+ to \d+ \(\d+\)$/]
  },
  "new-address": { a: [/^Discovery: ESP32-B at 192\.168\.1\.77:82$/], b: [/^WiFi: 192\.168\.1\.77$/] },
  "packets-lost": { a: [], b: [] },
  "peer-reboots": { a: [/^Restarted: ESP32-B server at 2, after \d+$/], b: [] }
};

/** Most time from a fault's end to a number on each path: two periods; and where the board's own WiFi is back, its back-off's. */
const BACK_MS: Record<FaultName, number> = {
  "peer-off": 4000,
  "wifi-lost": 14000,
  "half-open": 4000,
  "new-address": 5000,
  "packets-lost": 4000,
  "peer-reboots": 4000
};

describe("npm start -- --fault, on a fake clock", function () {
  this.timeout(60000);
  let folder: string;
  let settings: Settings;
  let scripts: BuiltScript[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "boards-"));
    settings = readSettings("simulation", { env: {}, file: path.join(folder, ".env") });
    scripts = await build(settings, { outDir: folder });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function start(name: FaultName, seed = 1) {
    const clock = createFakeClock();
    const lines: Record<BoardId, { text: string; ms: number }[]> = { a: [], b: [] };
    const notes: { text: string; ms: number }[] = [];
    const random = seededRandom(seed);
    const simulation = createSimulation(scripts, settings, {
      clock,
      random,
      onLine(board, text) {
        lines[board].push({ text, ms: clock.now() });
        run.onLine(board, text);
      }
    });
    const { paths } = new Tally(settings);
    const run = new FaultRun(name, simulation, settings, paths, (text) => notes.push({ text, ms: clock.now() }), clock);
    for (const id of BOARD_IDS) simulation.boards[id].powerOn();
    const end = () => {
      run.stop();
      return run.summary({ a: sentBy(simulation.boards.a), b: sentBy(simulation.boards.b) });
    };
    return { ...simulation, clock, lines, notes, run, end };
  }

  for (const name of FAULT_NAMES)
    it(`${name}: all paths carry numbers again, and the boards tell exactly which numbers are missing`, async () => {
      const { clock, lines, notes, run, end } = start(name);
      clock.pass(ENOUGH_MS);
      await run.over;
      const { lines: summary, ok } = end();
      assert.ok(ok, summary.join("\n"));
      assert.equal(notes[0].text, `--- ${name}: ${FAULTS[name].description}`);
      assert.ok(notes[0].ms >= 7000 && notes[0].ms <= 8500, String(notes[0].ms));
      assert.equal(notes.length, FAULTS[name].lastsMs ? 2 : 1);
      for (const id of BOARD_IDS)
        for (const said of SAID[name][id])
          assert.ok(lines[id].some(({ text }) => said.test(text)), `${id} did not say ${said}:\n${lines[id].map(({ text }) => text).join("\n")}`);
      const endedMs = notes[0].ms + FAULTS[name].lastsMs;
      for (const [id, peer] of [["a", "ESP32-B"], ["b", "ESP32-A"]] as [BoardId, string][])
        for (const prefix of [`Received from ${peer}: `, `Message from ${peer} server: `]) {
          const again = lines[id].find(({ text, ms }) => ms > endedMs && text.startsWith(prefix));
          assert.ok(again && again.ms - endedMs <= BACK_MS[name], `${prefix}${again && again.ms - endedMs} ms after the end`);
        }
      for (const id of BOARD_IDS) assert.ok(!lines[id].some(({ text }) => text.startsWith("Uncaught")));
    });

  it("packets-lost: the paths carry numbers again, and nothing missing goes untold, with twenty other seeds", () => {
    for (let seed = 2; seed < 22; seed++) {
      const { clock, end } = start("packets-lost", seed);
      clock.pass(ENOUGH_MS);
      const { lines, ok } = end();
      assert.ok(ok, `seed ${seed}:\n${lines.join("\n")}`);
    }
  });

  it("shows when the ends of the links were lost and back, and what is missing against what was told", () => {
    const { clock, end } = start("half-open");
    clock.pass(ENOUGH_MS);
    const { lines } = end();
    assert.equal(lines[0], "half-open, 00:07.0 to 00:27.0: nothing passes between the boards any more, and nobody tells them");
    for (const row of [
      /^ESP32-A's server +00:1[2-4]\.\d +00:2[7-9]\.\d$/,
      /^ESP32-B's client +00:1[2-4]\.\d +00:2[7-9]\.\d$/,
      /^ESP32-A's server to ESP32-B's client +(\d+) +(\d+) +10 +10 +\d\.\d s$/
    ])
      assert.ok(lines.some((line) => row.test(line)), `${row}:\n${lines.join("\n")}`);
    assert.equal(lines.at(-1), "The boards told of every number that is missing, and of no other.");
  });

  it("is not well when a path stays silent", () => {
    const { clock, lan, end } = start("new-address");
    clock.pass(9000);
    lan.change(() => lan.faults.add("halfOpen"));
    clock.pass(ENOUGH_MS);
    const { lines, ok } = end();
    assert.equal(ok, false);
    assert.ok(lines.includes("Not every path carries numbers again."), lines.join("\n"));
  });

  it("is not well when a board tells too little or too much, and names the path", () => {
    for (const line of ["Missing from ESP32-B: 2 (1)", undefined]) {
      const { clock, run, end } = start("half-open");
      const listen = run.onLine.bind(run);
      // Either a line more, or a line less than the board prints.
      run.onLine = (board, text) => {
        if (line === undefined && text.startsWith("Missing from ESP32-B:")) return;
        listen(board, text);
      };
      clock.pass(ENOUGH_MS);
      if (line) run.onLine("a", line);
      const { lines, ok } = end();
      assert.equal(ok, false);
      assert.equal(lines.at(-1), "The boards did not tell which numbers are missing: ESP32-B's client to ESP32-A's server.");
    }
  });

  it("is not well when it ends before the fault is over", () => {
    const { clock, end } = start("peer-off");
    clock.pass(10000);
    assert.deepEqual(end(), { lines: ["peer-off: the run ended before the fault was over."], ok: false });
  });
});
