import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { TwoBoards, type Usage } from "../../scripts/interpreter/two-boards";
import { Client } from "./support/client";

const espruino = process.env.ESPRUINO;
const stockWs = process.env.STOCK_WS;

/** Most time from a board's start to a number on each of the four paths. */
const READY_MS = 5000;
const RESTARTS = 10;
/** JsVars by which usage may differ, as it depends on what is just queued. */
const SLACK = 20;
const BOARDS = ["a", "b"] as const;
const other = { a: "b", b: "a" } as const;

function suite(interpreter: string, ws: string | undefined, most: Usage): void {
  describe("at a number every 2 s", () => {
    let boards: TwoBoards;
    let aloneUsage: number;
    before(async () => {
      boards = await TwoBoards.build(interpreter, 2000, ws);
    });
    after(() => boards?.remove());

    it("brings a number on all four paths within 5 s of the second board's start", async () => {
      boards.a.start();
      assert.equal(await boards.alone("a"), 0, "it tried to connect to nobody, which blocks");
      aloneUsage = await boards.a.usage();
      const ms = await boards.start("b", READY_MS);
      assert.ok(ms <= READY_MS, `it took ${ms} ms`);
    });

    it("then brings every number, odd ones from A and even ones from B", async () => {
      const { a, b } = boards.pathsTo;
      await Promise.all([boards.more("a", a.client, 4, 3000), boards.more("b", b.server, 4, 3000)]);
      for (const id of BOARDS)
        for (const pattern of Object.values(boards.pathsTo[id])) {
          const numbers = boards.numbers(id, pattern);
          const expected = numbers.map((_, i) => numbers[0] + 2 * i);
          assert.ok(numbers.length >= 4, `${pattern}: ${numbers}`);
          assert.deepEqual(numbers, expected, `${pattern}`);
          assert.equal(numbers[0] % 2, id === "a" ? 0 : 1, `${pattern}: ${numbers}`);
        }
    });

    it(`needs at most ${most.alone} JsVars alone, and ${most.linked} when it is linked`, async () => {
      assert.ok(aloneUsage <= most.alone, `board a used ${aloneUsage} alone`);
      for (const id of BOARDS) {
        const usage = await boards[id].usage();
        assert.ok(usage <= most.linked, `board ${id} uses ${usage}`);
      }
    });

    for (const id of BOARDS)
      it(`is whole again within 5 s after board ${id.toUpperCase()} was killed, gone for a while and started`, async () => {
        await boards[id].kill();
        assert.equal(await boards.alone(other[id]), 0, "it tried to connect to nobody, which blocks");
        const ms = await boards.start(id, READY_MS);
        assert.ok(ms <= READY_MS, `it took ${ms} ms`);
      });

    it("says nothing of exceptions", () => {
      assert.deepEqual([...boards.a.complaints(), ...boards.b.complaints()], []);
    });
  });

  describe("at a number every 200 ms", () => {
    let boards: TwoBoards;
    before(async () => {
      boards = await TwoBoards.build(interpreter, 200, ws);
      boards.a.start();
      await boards.start("b", READY_MS);
    });
    after(() => boards?.remove());

    // A client that died is noticed at the second broadcast after.
    const settledUsage = async (id: "a" | "b"): Promise<number> => {
      await boards.more(id, boards.pathsTo[id].client, 4, READY_MS);
      return boards[id].usage();
    };

    for (const id of BOARDS)
      it(`board ${other[id].toUpperCase()} uses as much memory after ${RESTARTS} restarts of the other`, async () => {
        const before = await settledUsage(other[id]);
        for (let i = 0; i < RESTARTS; i++) {
          await boards[id].kill();
          const ms = await boards.start(id, READY_MS);
          assert.ok(ms <= READY_MS, `restart ${i}: it took ${ms} ms`);
        }
        const after = await settledUsage(other[id]);
        assert.ok(Math.abs(after - before) <= SLACK, `${before} JsVars before, ${after} after`);
      });

    it("board A serves two guests beside the peer, refuses a third, and has a place again for each that breaks off", async () => {
      const { client } = boards.pathsTo.a;
      const before = await settledUsage("a");
      const clients = [await Client.open(boards.portOfA), await Client.open(boards.portOfA)];
      const third = await Client.open(boards.portOfA);
      assert.equal(await third.refusal, ws ? "closed with 1013" : "HTTP 503");
      for (const each of clients) each.breakOff();
      await boards.more("a", client, 3, READY_MS);
      const again = await Client.open(boards.portOfA);
      assert.match(await again.firstMessage, /^\d*[13579]$/);
      again.breakOff();
      const after = await settledUsage("a");
      assert.ok(Math.abs(after - before) <= SLACK, `${before} JsVars before, ${after} after`);
    });

    it("says nothing of exceptions", () => {
      assert.deepEqual([...boards.a.complaints(), ...boards.b.complaints()], []);
    });
  });
}

describe("both boards on the real interpreter", function () {
  this.timeout(60000);
  if (!espruino) {
    it("is skipped: set ESPRUINO to the path of Espruino's Linux build");
    return;
  }
  it("has an interpreter", () => {
    assert.ok(existsSync(espruino), `ESPRUINO: expected the path of Espruino's Linux build, got "${espruino}"`);
  });

  describe("with the project's WebSocket module", () => suite(espruino, undefined, { alone: 1320, linked: 1520 }));

  describe("with Espruino's stock WebSocket module", () => {
    if (!stockWs) it("is skipped: set STOCK_WS to the path of ws.js, of Espruino's modules");
    else suite(espruino, stockWs, { alone: 1060, linked: 1280 });
  });
});
