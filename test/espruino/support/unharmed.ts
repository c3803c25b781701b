import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { Attack } from "./attack";
import type { Network, Place } from "./network";
import type { BoardStatus, NetworkedBoards } from "./networked-boards";

const BOARDS: Place[] = ["a", "b"];
const OTHER = { a: "b", b: "a" } as const;

const LINKED_MS = 30_000;
/** What a board prints of a guest's message. */
const GUEST = /forged$/;
/** For the guests' connections to be gone. */
const GONE_MS = 10_000;

/** For the last connections to be gone, whose handshakes have deadlines. */
const SETTLE_MS = 20_000;
/** JsVars by which usage may differ, as it depends on what is just queued. */
const SLACK = 20;
/** How many JsVars more a board may use meanwhile. */
const MOST_MORE = 1500;

const COMPLAINT = /^(?:Uncaught|ERROR|New interpreter error|Execution Interrupted|.*(?:OUT OF MEMORY|LOW_MEMORY|MEMORY_FULL))/;

/** The links' counts and the memory of a pair, before strangers come. */
export class Unharmed {
  private constructor(
    readonly pair: NetworkedBoards,
    readonly before: Record<Place, BoardStatus>,
    readonly linesBefore: Record<Place, number>
  ) {}

  /** Both boards linked, with all in their memory that is made when a guest comes for the first time. */
  static async warmUp(network: Network, pair: NetworkedBoards): Promise<void> {
    pair.boards.a.start();
    await pair.start("b", LINKED_MS);
    const guests = await Attack.begin("forged", network, pair);
    await pair.line("a", GUEST, LINKED_MS);
    await pair.line("b", GUEST, LINKED_MS);
    guests.stop();
    await wait(GONE_MS);
  }

  static async before(pair: NetworkedBoards): Promise<Unharmed> {
    const lines = { a: pair.boards.a.lines.length, b: pair.boards.b.lines.length };
    return new Unharmed(pair, await statuses(pair), lines);
  }

  /** What a board complains of, or that its interpreter has ended. */
  problem(): string | undefined {
    for (const id of BOARDS) {
      const board = this.pair.boards[id];
      if (!board.isRunning) return `the interpreter of board ${id} has ended`;
      const complaint = board.lines.find(({ text }) => COMPLAINT.test(text));
      if (complaint) return `board ${id} printed "${complaint.text}"`;
    }
    return undefined;
  }

  /** Every number that one board sent has come to the other, but for those that are on their way. */
  async assertComplete(): Promise<void> {
    const now = await statuses(this.pair);
    for (const id of BOARDS) {
      const before = this.before[id].links;
      const { links } = now[id];
      for (const [link, from] of [["server", "client"], ["client", "server"]] as const) {
        const { up, connects, missing, doubled, received } = links[link];
        const what = `board ${id}, ${link}: ${JSON.stringify(links[link])}`;
        assert.deepEqual([up, connects, missing, doubled], [true, before[link].connects, before[link].missing, before[link].doubled], what);
        const sent = now[OTHER[id]].sent[from] - this.before[OTHER[id]].sent[from];
        const came = received - before[link].received;
        assert.ok(Math.abs(sent - came) <= 1, `${what}; sent ${sent}, came ${came}`);
      }
    }
  }

  /** The most JsVars of each board since; fails if that is too many. */
  assertBudget(): string {
    return BOARDS.map((id) => {
      const { usage } = this.before[id];
      const most = Math.max(...this.pair.usages(id, this.linesBefore[id]));
      assert.ok(most <= usage + MOST_MORE, `board ${id}: ${usage} JsVars before, at most ${most}`);
      return `board ${id}: ${usage} JsVars, at most ${most}`;
    }).join("; ");
  }

  /** Waits until each board uses as many JsVars as before. */
  async assertMemoryBack(): Promise<void> {
    for (const id of BOARDS) {
      const { usage } = this.before[id];
      let now = await this.pair.status(id);
      for (const deadlineMs = Date.now() + SETTLE_MS; Math.abs(now.usage - usage) > SLACK && Date.now() < deadlineMs; )
        now = await this.pair.status(id);
      assert.ok(Math.abs(now.usage - usage) <= SLACK, `board ${id}: ${usage} JsVars before; after: ${JSON.stringify(now)}`);
    }
  }
}

async function statuses(pair: NetworkedBoards): Promise<Record<Place, BoardStatus>> {
  const [a, b] = await Promise.all(BOARDS.map((id) => pair.status(id)));
  return { a, b };
}
