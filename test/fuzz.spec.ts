import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Status } from "../firmware/types/status";
import { build, type BuiltScript } from "../scripts/build";
import { readSettings, type BoardId, type Settings } from "../scripts/settings";
import { BOARD_IDS, createSimulation } from "../scripts/start/simulation";
import { isComplete, Tally } from "../scripts/start/tally";
import { seededRandom } from "../shims/random";
import { readPlan, replayHint } from "./fuzz/input";
import { SimulatedStrangers } from "./fuzz/simulated-strangers";
import { createFakeClock } from "./support/fake-board";

const plan = readPlan(process.env, 20_000);
const STRANGERS = 6;
/** For the links to stand, and for the last handshake's deadline. */
const SETTLE_MS = 20_000;
const COMPLAINT = /^(?:Uncaught|ERROR|New interpreter error)/;

describe("two simulated boards, fuzzed", function () {
  this.timeout(Math.max(120_000, plan.count * 10));
  let folder: string;
  let settings: Settings;
  let scripts: BuiltScript[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "boards-"));
    settings = readSettings("simulation", { env: {}, file: path.join(folder, ".env") });
    scripts = await build(settings, { outDir: folder });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it(`bear ${plan.count.toLocaleString("en-US")} inputs of ${STRANGERS} strangers, and lose no number`, () => {
    const clock = createFakeClock();
    const tally = new Tally(settings);
    let complaint = "";
    const { lan, boards } = createSimulation(scripts, settings, {
      clock,
      random: seededRandom(plan.seed),
      onLine(board, line) {
        tally.onLine(board, line);
        if (COMPLAINT.test(line)) complaint = `board ${board} printed "${line}"`;
      }
    });
    const statuses = (): Record<BoardId, Status> => ({ a: boards.a.run("status()") as Status, b: boards.b.run("status()") as Status });
    const timers = (): number[] => BOARD_IDS.map((id) => boards[id].interpreter.timerCount);
    for (const id of BOARD_IDS) boards[id].powerOn();
    clock.pass(SETTLE_MS);
    const before = timers();
    const startedMs = Date.now();
    const strangers = new SimulatedStrangers(
      lan,
      {
        a: { address: boards.a.host.address, port: settings.a.port },
        b: { address: boards.b.host.address, port: settings.b.port }
      },
      plan,
      STRANGERS
    );
    for (let isMore = true; isMore; ) {
      const sending = strangers.underWay;
      try {
        isMore = strangers.step();
        clock.pass(1);
      } catch (error) {
        complaint = String(error);
      }
      if (complaint) assert.fail(`${complaint}\nInputs being sent: ${sending.map((index) => replayHint(plan.seed, index)).join(", ")}`);
    }
    const tookS = (Date.now() - startedMs) / 1000;
    console.log(`      seed ${plan.seed}, inputs ${plan.first} to ${plan.first + plan.count - 1}: ${Math.round(plan.count / tookS)} a second`);
    clock.pass(SETTLE_MS);
    const now = statuses();
    const counts = tally.counts(now);
    assert.ok(isComplete(counts), JSON.stringify(counts));
    for (const id of BOARD_IDS) {
      const { links, clients } = now[id];
      assert.deepEqual([links.server.connects, links.client.connects, clients], [1, 1, 1], `board ${id}`);
    }
    assert.deepEqual(timers(), before, "timers of each board");
  });
});
