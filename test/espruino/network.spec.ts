import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { Network, ADDRESSES } from "./support/network";
import { NetworkedBoards } from "./support/networked-boards";

const espruino = process.env.ESPRUINO;

/** Numbers on each path in the soak test. */
const SOAK = Number(process.env.SOAK ?? 2000);

const READY_MS = 4000;
const RESTARTED_MS = 3000;
const NOTICED_MS = 7000;
const AGAIN_MS = 4000;
const READDRESSED_MS = 5000;
const LAG_MS = 300;
const GAP_MS = 2300;
const GONE_MS = 60000;
const AWAY_MS = 30000;
const FROZEN_MS = 20000;
const RESTARTS = 20;
const LOSSY_MS = 300000;
/** Of which packets are lost. */
const SEED = Number(process.env.SEED ?? 1);
/** JsVars by which usage may differ, as it depends on what is just queued. */
const SLACK = 20;
/** For a wait to fail with what the boards said, rather than without a word. */
const PATIENCE_MS = 30000;
const BOARDS = ["a", "b"] as const;

function figure(text: string): void {
  console.log(`      ${text}`);
}

function suite(interpreter: string): void {
  let network: Network;
  let pair: NetworkedBoards;

  /** Both boards, linked. */
  async function linked(periodMs = 2000): Promise<void> {
    pair = await NetworkedBoards.build(interpreter, network, periodMs);
    pair.boards.a.start();
    await pair.start("b", PATIENCE_MS);
  }

  function assertWithin(ms: number, mostMs: number): void {
    assert.ok(ms <= mostMs, `it took ${ms} ms, at most ${mostMs} expected\n${pair.said()}`);
  }

  /** Every number is accounted for: it came, or the board said that it did not. */
  function assertTruth(): void {
    for (const { path, isTold, missing, reported } of pair.arrivals())
      assert.ok(isTold, `from ${path.from} by its ${path.by}: missing ${[...missing]}, reported ${[...reported]}\n${pair.said()}`);
  }

  /** When both links of a board are said to be lost, in ms from now. */
  async function bothLost(place: "a" | "b"): Promise<number> {
    const beganMs = Date.now();
    const lines = await Promise.all(["Server", "Client"].map((role) => pair.line(place, new RegExp(`^${role}: .* lost after`), PATIENCE_MS)));
    return Math.max(...lines.map(({ atMs }) => atMs)) - beganMs;
  }

  beforeEach(() => {
    network = Network.create();
  });
  afterEach(async () => {
    const complaints = pair?.complaints() ?? [];
    await pair?.remove();
    network?.remove();
    assert.deepEqual(complaints, []);
  });

  it("bring a number on all four paths within 4 s of the second board's start, with no address configured", async () => {
    pair = await NetworkedBoards.build(interpreter, network, 2000);
    pair.boards.a.start();
    // The first board has been alone for a while.
    await wait(15000);
    const ms = await pair.start("b", PATIENCE_MS);
    figure(`${ms} ms`);
    assertWithin(ms, READY_MS);
  });

  it("serve another client on time while the peer's host is gone and its packets are dropped", async () => {
    await linked();
    const messages = pair.listen("a");
    await pair.numbers(PATIENCE_MS);
    network.setDropped("b", true);
    const from = messages.length;
    await wait(GONE_MS);
    const gone = messages.slice(from);
    const steps = gone.slice(1).map(({ atMs }, index) => atMs - gone[index].atMs);
    const { lagMs, links } = await pair.status("a");
    assert.deepEqual([links.server.up, links.client.up], [false, false]);
    figure(`${gone.length} messages, longest gap ${Math.max(...steps)} ms, lag ${lagMs} ms`);
    assert.ok(gone.length >= 29, `${gone.length} messages`);
    for (const [index, { text }] of gone.entries()) assert.equal(Number(text), Number(gone[0].text) + 2 * index, pair.said());
    assertWithin(Math.max(...steps), GAP_MS);
    assertWithin(lagMs, LAG_MS);
    network.setDropped("b", false);
    const ms = (await pair.numbers(PATIENCE_MS)) - Date.now();
    assertWithin(ms, AGAIN_MS);
    await pair.numbers(PATIENCE_MS);
    assertTruth();
  });

  it(`are linked within 3 s after each of ${RESTARTS} restarts, and use no more memory`, async () => {
    await linked();
    const before = (await pair.status("a")).usage;
    const times: number[] = [];
    for (let i = 0; i < RESTARTS; i++) {
      await pair.kill("b");
      times.push(await pair.start("b", PATIENCE_MS));
    }
    await pair.numbers(PATIENCE_MS);
    const after = (await pair.status("a")).usage;
    figure(`${Math.min(...times)} to ${Math.max(...times)} ms; ${before} JsVars before, ${after} after`);
    assertWithin(Math.max(...times), RESTARTED_MS);
    assert.ok(Math.abs(after - before) <= SLACK, `${before} JsVars before, ${after} after`);
    assertTruth();
  });

  for (const [how, take, give] of [
    ["has no network, and knows it", () => pair.setAddress("b", undefined), () => pair.setAddress("b", ADDRESSES.b)],
    ["has no network, and does not know it", () => network.setDropped("b", true), () => network.setDropped("b", false)]
  ] as const)
    it(`say so within 7 s when one of them ${how}, and are linked within 4 s of its return after 30 s`, async () => {
      await linked();
      take();
      const beganMs = Date.now();
      const noticed = await Promise.all(BOARDS.map(bothLost));
      await wait(AWAY_MS - (Date.now() - beganMs));
      give();
      const returnedMs = Date.now();
      const ms = (await pair.numbers(PATIENCE_MS * 2)) - returnedMs;
      figure(`noticed after ${noticed} ms, back after ${ms} ms`);
      assertWithin(Math.max(...noticed), NOTICED_MS);
      assertWithin(ms, AGAIN_MS);
      await pair.numbers(PATIENCE_MS);
      assertTruth();
    });

  it("say within 7 s that the peer is frozen, and within 4 s of its return exchange again and tell what is missing", async () => {
    await linked();
    pair.boards.b.freeze(true);
    const noticed = await bothLost("a");
    await wait(FROZEN_MS - noticed);
    pair.boards.b.freeze(false);
    const returnedMs = Date.now();
    // Of what board B has received meanwhile nothing counts as its return: A has to hear of it as well.
    const ms = (await pair.numbers(PATIENCE_MS)) - returnedMs;
    figure(`noticed after ${noticed} ms, back after ${ms} ms`);
    assertWithin(noticed, NOTICED_MS);
    assertWithin(ms, AGAIN_MS);
    await pair.numbers(PATIENCE_MS);
    await pair.numbers(PATIENCE_MS);
    assertTruth();
    const { a } = { a: await pair.status("a") };
    const [toServer] = pair.arrivals().filter(({ path }) => path.to === "a" && path.by === "client");
    assert.equal(a.links.server.missing, toServer.missing.size, pair.said());
  });

  it("are linked within 5 s of a change of the peer's address", async () => {
    await linked();
    pair.setAddress("b", ADDRESSES.other);
    const changedMs = Date.now();
    const found = await pair.line("a", /^Discovery: ESP32-B at 10\.77\.0\.77:82$/, PATIENCE_MS);
    const ms = (await pair.numbers(PATIENCE_MS)) - changedMs;
    figure(`found after ${found.atMs - changedMs} ms, back after ${ms} ms`);
    assertWithin(ms, READDRESSED_MS);
    await pair.numbers(PATIENCE_MS);
    assertTruth();
  });

  it(`bring 95 % of the numbers and tell of the others while 20 % of the packets are lost for ${LOSSY_MS / 60000} minutes`, async function () {
    network.remove();
    const problem = Network.lossyProblem();
    if (problem) {
      figure(problem);
      this.skip();
    }
    network = await Network.createLossy(SEED);
    await linked();
    network.setLossy(true);
    await wait(LOSSY_MS);
    network.setLossy(false);
    await pair.numbers(PATIENCE_MS);
    await pair.numbers(PATIENCE_MS);
    assertTruth();
    let [arrivedSum, missingSum] = [0, 0];
    for (const { path, arrived, missing } of pair.arrivals()) {
      figure(`from ${path.from} by its ${path.by}: ${arrived.size} arrived, ${missing.size} missing`);
      arrivedSum += arrived.size;
      missingSum += missing.size;
    }
    assert.ok(arrivedSum / (arrivedSum + missingSum) >= 0.95, pair.said());
  });

  it(`exchange ${SOAK} numbers on each path, one every 20 ms, without a loss, a leak or a drift`, async () => {
    await linked(20);
    await wait(2000);
    const before = { a: await pair.status("a"), b: await pair.status("b") };
    const beganMs = Date.now();
    await wait(SOAK * 20);
    const tookMs = Date.now() - beganMs;
    const after = { a: await pair.status("a"), b: await pair.status("b") };
    for (const id of BOARDS) {
      const sent = after[id].sent.server - before[id].sent.server;
      figure(`board ${id}: ${sent} numbers in ${tookMs} ms, ${before[id].usage} JsVars before, ${after[id].usage} after, lag ${after[id].lagMs} ms`);
      assert.ok(Math.abs(after[id].usage - before[id].usage) <= SLACK, `${before[id].usage} JsVars before, ${after[id].usage} after`);
      assert.deepEqual([after[id].links.server.missing, after[id].links.client.missing], [0, 0], pair.said());
    }
    for (const { path, arrived, missing } of pair.arrivals()) {
      assert.equal(missing.size, 0, `from ${path.from} by its ${path.by}`);
      assert.ok(arrived.size >= SOAK, `${arrived.size} arrived`);
      const lines = pair.boards[path.to].lines.filter(({ text }) => text.startsWith(path.prefix));
      const ofLine = ({ text }: { text: string }): number => Number(text.slice(path.prefix.length));
      // How late the numbers are against one every 20 ms from the first on; of a hundred the least late one.
      const lateMs = lines.map((line) => line.atMs - lines[0].atMs - (ofLine(line) - ofLine(lines[0])) * 10);
      const driftMs = Math.min(...lateMs.slice(-100)) - Math.min(...lateMs.slice(0, 100));
      figure(`from ${path.from} by its ${path.by}: ${arrived.size} arrived, drift ${driftMs} ms`);
      assert.ok(Math.abs(driftMs) <= 20, `${driftMs} ms`);
    }
  });
}

describe("both boards on the real interpreter, each at a host of its own", function () {
  this.timeout(300000 + SOAK * 40 + LOSSY_MS);
  const problem = espruino ? Network.problem() : "set ESPRUINO to the path of Espruino's Linux build";
  if (problem) it(`is skipped: ${problem}`);
  else suite(espruino as string);
});
