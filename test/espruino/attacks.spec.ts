import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { Attack } from "./support/attack";
import type { AttackPlan } from "./support/attacks-process";
import { Network } from "./support/network";
import { NetworkedBoards } from "./support/networked-boards";
import { Unharmed } from "./support/unharmed";

const espruino = process.env.ESPRUINO;

/** How long each attack lasts. */
const ATTACK_MS = Number(process.env.ATTACK_MS ?? 30_000);
const LINKED_MS = 30_000;
/** How soon all four paths carry numbers after the peer's restart among strangers. */
const RESTARTED_MS = 5000;
const RESTARTS = 5;
/** Lines of guests that a board may print in a second. */
const MOST_LINES_PER_S = 12;

/** What the attackers try to have printed. */
const FORGED = /^(?:WiFi: 6\.6\.6\.6|HEALTH|.*\x1b|Received from ESP32-[AB]: 4242)/;

function suite(interpreter: string): void {
  let network: Network;
  let pair: NetworkedBoards;
  let attack: Attack | undefined;

  before(async () => {
    network = Network.create();
    pair = await NetworkedBoards.build(interpreter, network, 2000);
    await Unharmed.warmUp(network, pair);
  });
  afterEach(() => attack?.stop());
  after(async () => {
    await pair?.remove();
    network?.remove();
  });

  const attacks: [name: AttackPlan["name"], what: string][] = [
    ["names", "headers named like what every object has"],
    ["idle", "20 clients that do nothing but stay"],
    ["silent", "20 connections that say nothing, renewed"],
    ["unfinished", "20 messages of 16,000 bytes that are not finished, renewed"],
    ["flood", "guests that send as fast as they can"],
    ["forged", "texts that hold lines and escape sequences"],
    ["datagrams", "500 random datagrams a second"],
    ["closes", "wrong close frames"]
  ];
  for (const [name, what] of attacks)
    it(`lose no number, and no memory, by ${what}, for ${ATTACK_MS / 1000} s`, async () => {
      const unharmed = await Unharmed.before(pair);
      attack = await Attack.begin(name, network, pair);
      const linesBefore = pair.boards.a.lines.length;
      await wait(ATTACK_MS);
      const lines = pair.boards.a.lines.slice(linesBefore).filter(({ text }) => !text.startsWith("Status: "));
      attack.stop();
      assert.equal(unharmed.problem(), undefined);
      await unharmed.assertComplete();
      console.log(`      ${unharmed.assertBudget()}; ${lines.length} lines`);
      assert.deepEqual(lines.filter(({ text }) => FORGED.test(text)), []);
      assert.ok(lines.length <= (ATTACK_MS / 1000) * MOST_LINES_PER_S + 20, `${lines.length} lines`);
      if (name === "closes") {
        assert.ok(attack.console.matching(/^ended$/).length > 10, "no connection was accepted");
        assert.deepEqual(attack.console.matching(/^open /), []);
      }
      await unharmed.assertMemoryBack();
    });

  for (const name of ["idle", "silent"] as const)
    it(`exchange again within ${RESTARTED_MS / 1000} s of each of ${RESTARTS} restarts of the peer among 20 strangers (${name})`, async () => {
      attack = await Attack.begin(name, network, pair);
      await wait(2000);
      const times: number[] = [];
      for (let i = 0; i < RESTARTS; i++) {
        await pair.kill("b");
        times.push(await pair.start("b", LINKED_MS));
      }
      console.log(`      ${times.join(", ")} ms`);
      assert.ok(Math.max(...times) <= RESTARTED_MS, `${times.join(", ")} ms\n${pair.said().slice(-3000)}`);
    });
}

describe("both boards on the real interpreter, attacked", function () {
  this.timeout(ATTACK_MS + 300_000);
  const problem = espruino ? Network.problem() : "set ESPRUINO to the path of Espruino's Linux build";
  if (problem) it(`is skipped: ${problem}`);
  else suite(espruino as string);
});
