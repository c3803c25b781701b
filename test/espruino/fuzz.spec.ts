import assert from "node:assert/strict";
import { Interpreter } from "../../scripts/interpreter/interpreter";
import { acceptFor, ClientEnd } from "../conformance/ends";
import { moduleOf, type Part } from "../conformance/own-module";
import { answerAt, readPlan, replayHint } from "../fuzz/input";
import { Network } from "./support/network";
import { NetworkedBoards } from "./support/networked-boards";
import { Strangers } from "./support/strangers";
import { Unharmed } from "./support/unharmed";

const espruino = process.env.ESPRUINO;

const plan = readPlan(process.env, 20_000);
const STRANGERS = 8;
/** Before memory is looked at for the first time. */
const FIRST_INPUTS = 1000;
/** For the last connections to be gone. */
const GONE_MS = 10_000;
/** JsVars by which usage may differ. */
const SLACK = 20;
/** How often the boards' consoles are looked at. */
const LOOK_MS = 500;

function suite(interpreter: string): void {
  let network: Network;
  let pair: NetworkedBoards;
  let strangers: Strangers | undefined;

  before(async function () {
    this.timeout(0);
    network = Network.create();
    pair = await NetworkedBoards.build(interpreter, network, 2000);
    await Unharmed.warmUp(network, pair);
    if (plan.count === 1) return;
    // What the interpreter makes when it is first needed, as the class of an exception, stays.
    const first = new Strangers(network, pair, { seed: plan.seed + 1, first: 0, count: FIRST_INPUTS }, STRANGERS);
    await first.finished(FIRST_INPUTS);
    await new Promise((resolve) => setTimeout(resolve, GONE_MS));
  });
  after(async () => {
    strangers?.stop();
    await pair?.remove();
    network?.remove();
  });

  it(`bears ${plan.count.toLocaleString("en-US")} fuzzed inputs of ${STRANGERS} strangers, and loses no number`, async () => {
    const unharmed = await Unharmed.before(pair);
    const startedMs = Date.now();
    strangers = new Strangers(network, pair, plan, STRANGERS);
    const finished = strangers.finished(plan.count).then(() => true);
    const look = (): Promise<boolean> => new Promise((resolve) => setTimeout(() => resolve(false), LOOK_MS));
    while (!(await Promise.race([finished, look()]))) {
      const problem = unharmed.problem();
      if (problem)
        assert.fail(`${problem}\nSent last, each to be had again by SEED=${plan.seed} INPUT=…: ${await strangers.last()}\n${pair.said().slice(-3000)}`);
    }
    const tookS = (Date.now() - startedMs) / 1000;
    console.log(`      seed ${plan.seed}, inputs ${plan.first} to ${plan.first + plan.count - 1}: ${Math.round(plan.count / tookS)} a second`);
    assert.deepEqual(strangers.stuck.map((index) => replayHint(plan.seed, index)), [], "connections that no board ended");
    await unharmed.assertComplete();
    console.log(`      ${unharmed.assertBudget()}`);
    await unharmed.assertMemoryBack();
    assert.equal(unharmed.problem(), undefined);
  });
}

/** A client that dials its server for ever, and tells of its memory. */
const CLIENT = (port: number): string => `
function dial() {
  var ws = new (require("ws"))("127.0.0.1", { port: ${port}, handshakeMs: 1000 });
  ws.on("message", function (data, isBinary) { ws.send(data, { binary: isBinary }); });
  ws.on("close", function () { setTimeout(dial, 1); });
}
dial();
setInterval(function () { print("USAGE " + process.memory().usage); }, 500);
print("READY");`;
/** Answers before memory is looked at for the first time. */
const FIRST_ANSWERS = 200;

function clientSuite(part: Part): void {
  const count = plan.count === 1 ? 1 : Math.ceil(plan.count / 10);

  it(`bears ${count.toLocaleString("en-US")} fuzzed answers of its server`, async () => {
    const end = new ClientEnd();
    const client = new Interpreter(CLIENT(await end.listen()), { ws: await moduleOf(part) });
    const usage = async (): Promise<number> => Number((await client.printed(/^USAGE (\d+)$/, client.lineCount))[1]);
    const answer = async (index: number): Promise<void> => {
      const { connection, request } = await end.accept();
      const accept = acceptFor(/^Sec-WebSocket-Key: (.*)$/im.exec(request)?.[1] ?? "");
      for (const piece of answerAt(plan.seed, index, accept)) await connection.write(piece);
      connection.socket.end();
      await connection.readToEnd();
      connection.destroy();
    };
    try {
      await client.printed(/^READY$/);
      let before = 0;
      const startedMs = Date.now();
      for (let index = plan.first; index < plan.first + count; index++) {
        if (index === plan.first + FIRST_ANSWERS) before = await usage();
        await answer(index).catch((error: Error) => {
          throw new Error(`${error.message}\n${client.complaints()}\nTo be had again by ${replayHint(plan.seed, index)}`);
        });
        assert.equal(client.complaints(), "", replayHint(plan.seed, index));
      }
      console.log(`      seed ${plan.seed}: ${Math.round((count * 1000) / (Date.now() - startedMs))} a second`);
      if (!before) return;
      const after = await usage();
      assert.ok(Math.abs(after - before) <= SLACK, `${before} JsVars before, ${after} after`);
    } finally {
      end.close();
      await client.stop();
    }
  });
}

describe("the WebSocket module's client on the real interpreter, fuzzed", function () {
  this.timeout(0);
  if (!espruino) {
    it("is skipped: set ESPRUINO to the path of Espruino's Linux build");
    return;
  }
  describe("the whole module", () => clientSuite("whole"));
  describe("what of it is in the boards' scripts", () => clientSuite("boards"));
});

describe("both boards on the real interpreter, fuzzed", function () {
  this.timeout(0);
  const problem = espruino ? Network.problem() : "set ESPRUINO to the path of Espruino's Linux build";
  if (problem) it(`is skipped: ${problem}`);
  else suite(espruino as string);
});
