import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newPairKey } from "../../scripts/pair-key";
import { JITI } from "../support/jiti";
import { ADDRESSES, Network } from "./support/network";
import { NetworkedBoards } from "./support/networked-boards";
import { EarlierStart, upgrade } from "./support/recordings";

const espruino = process.env.ESPRUINO;

/** How long two pairs run beside each other, and how long each attack lasts. */
const TOGETHER_S = Number(process.env.PAIRS_SECONDS ?? 30);
const ATTACK_S = Number(process.env.ATTACK_SECONDS ?? 10);
const RECOVERY_MS = 3000;
const LAG_MS = 300;
const PATIENCE_MS = 30000;
const PORTS = { a: 81, b: 82 };
const BOARDS = ["a", "b"] as const;
const FAKE_NUMBER = "99999998";

/** Lines that a linked board prints, whatever a stranger does. */
const NUMBER_OR_GUEST = /^(Message from ESP32-[AB] server|Received from (ESP32-[AB]|guest \d)): \d+$|^Status: /;
/** One that anybody at the peer's address can bring about while the peer is off, at most once a minute. */
const OTHER_KEY = /^ESP32-B at \S+ has another key; deploy both boards$/;

interface Attack {
  /** The namespace that it comes from. */
  from: string;
  datagrams?: string[];
  requests?: string[];
}

function figure(text: string): void {
  console.log(`      ${text}`);
}

/** The datagram with each of its words changed. */
function changed(text: string): string[] {
  const words = text.split(" ");
  const others = ["ESP32-A", ADDRESSES.a, ADDRESSES.absent, "83", "99999", "82.5", "Infinity", "?", "!", "-", "1", "x".repeat(24)];
  return words.flatMap((word, at) =>
    others.filter((other) => other !== word).map((other) => words.map((each, index) => (index === at ? other : each)).join(" "))
  );
}

function suite(interpreter: string): void {
  let network: Network;
  let second: Network | undefined;
  let pairs: NetworkedBoards[] = [];
  let stranger: ChildProcess | undefined;

  beforeEach(() => {
    network = Network.create();
    pairs = [];
  });
  afterEach(async () => {
    stranger?.kill("SIGKILL");
    stranger = undefined;
    const complaints = pairs.flatMap((pair) => pair.complaints());
    for (const pair of pairs) await pair.remove();
    second?.remove();
    second = undefined;
    network.remove();
    assert.deepEqual(complaints, []);
  });

  it(`exchange every number for ${TOGETHER_S} s, two pairs with boards of the same names in one network`, async () => {
    second = network.createSecond();
    pairs = [await NetworkedBoards.build(interpreter, network, 2000), await NetworkedBoards.build(interpreter, second, 2000, { pairKey: newPairKey() })];
    const numbers = pairs.map((pair) => pair.numbers(PATIENCE_MS));
    const startedMs = Date.now();
    for (const pair of pairs) for (const id of BOARDS) pair.boards[id].start();
    figure(`first numbers after ${(await Promise.all(numbers)).map((atMs) => atMs - startedMs)} ms`);
    await wait(TOGETHER_S * 1000);
    for (const pair of pairs) {
      for (const { path: way, missing, reported, arrived } of pair.arrivals()) {
        assert.deepEqual([missing.size, reported.size], [0, 0], `from ${way.from} by its ${way.by}\n${pair.said()}`);
        assert.ok(arrived.size >= TOGETHER_S / 2);
      }
      for (const id of BOARDS) {
        const peer = id === "a" ? "b" : "a";
        const [name, address] = [`ESP32-${peer.toUpperCase()}`, pair.network.addresses[peer]];
        const lines = pair.boards[id].lines.map(({ text }) => text).filter((text) => text && !NUMBER_OR_GUEST.test(text) && !text.startsWith("WiFi: "));
        assert.deepEqual(lines.sort(), [`Client: ${name} connected`, `Discovery: ${name} at ${address}:${PORTS[peer]}`, `Server: ${name} connected`]);
        const { ignored, lagMs, usage, free } = await pair.status(id);
        figure(`${name}'s peer: ${ignored} datagrams of others ignored, lag ${lagMs} ms, ${usage} JsVars used, ${free} free`);
        assert.ok(ignored > 0);
      }
    }
  });

  /** Has somebody send these datagrams and requests to both boards, again and again. */
  async function begin({ from, datagrams = [], requests = [] }: Attack): Promise<void> {
    const program = path.join(path.dirname(__filename), "support", "stranger-process.ts");
    stranger = spawn("ip", ["netns", "exec", from, process.execPath, JITI, program], { stdio: ["pipe", "pipe", "inherit"] });
    stranger.stdin?.end(
      JSON.stringify({
        datagrams: datagrams.flatMap((text) => BOARDS.map((id) => ({ text, to: ADDRESSES[id] }))),
        requests: requests.flatMap((head) => BOARDS.map((id) => ({ host: ADDRESSES[id], port: PORTS[id], head }))),
        text: FAKE_NUMBER
      })
    );
    await once(stranger.stdout as NonNullable<ChildProcess["stdout"]>, "data");
  }

  const kinds: Record<string, (pair: NetworkedBoards, recorded: string) => Attack> = {
    "forged announcements": () => ({
      from: network.outside,
      datagrams: [ADDRESSES.outside, ADDRESSES.b, ADDRESSES.a].flatMap((from) => [
        ...["ESP32-A", "ESP32-B"].map((name) => `pair2 ${name} ${from} 82 1000 ? ${"c".repeat(24)} - ${"n".repeat(24)} ${"f".repeat(24)}`),
        "pair1 ESP32-B 82 1000 ?"
      ])
    }),
    "forged announcements from the peer's address": () => ({
      from: network.namespace("b"),
      datagrams: ["82", "83", "99999"].map((port) => `pair2 ESP32-B ${ADDRESSES.b} ${port} 1000 ? ${"c".repeat(24)} - ${"n".repeat(24)} ${"f".repeat(24)}`)
    }),
    "recorded announcements from the peer's address": ({ settings }) => ({
      from: network.namespace("b"),
      datagrams: [5, 6].flatMap((seed) => new EarlierStart(settings, "b", seed).datagrams())
    }),
    "recorded announcements from another address": ({ settings }) => ({
      from: network.outside,
      datagrams: [ADDRESSES.b, ADDRESSES.outside].flatMap((address) => new EarlierStart(settings, "b", 5).datagrams(address))
    }),
    "recorded announcements with each word changed": ({ settings }) => ({
      from: network.namespace("b"),
      datagrams: new EarlierStart(settings, "b", 5).datagrams().flatMap(changed)
    }),
    "announcements of a host that is not there": ({ settings }) => ({
      from: network.outside,
      datagrams: [...new EarlierStart(settings, "b", 5).datagrams(ADDRESSES.absent), ...new EarlierStart(settings, "b", 6).datagrams()]
    }),
    "impostors at every path": () => ({
      from: network.outside,
      requests: ["/", "/ESP32-A", "/ESP32-B", "/x"].flatMap((url) =>
        [undefined, "Pair 1 - -", `Pair 1 ${"n".repeat(24)} ${"p".repeat(24)}`, "Basic me"].map((authorization) => upgrade(url, authorization))
      )
    }),
    "recorded handshakes": (_pair, recorded) => ({ from: network.outside, requests: [recorded] })
  };

  /** Nothing but numbers and what guests sent, from line \`from\` on, and none of the stranger's as the peer's. */
  function assertUndisturbed(pair: NetworkedBoards, id: "a" | "b", from: number, also = /^$/): void {
    const lines = pair.boards[id].lines.slice(from).map(({ text }) => text);
    assert.deepEqual(lines.filter((text) => text && !NUMBER_OR_GUEST.test(text) && !also.test(text)), [], pair.said());
    assert.deepEqual(lines.filter((text) => text.includes(FAKE_NUMBER) && !text.startsWith("Received from guest ")), []);
  }

  for (const [name, attackOf] of Object.entries(kinds)) {
    it(`lose and print nothing during ${ATTACK_S} s of ${name}, and recover from a restart within 3 s meanwhile`, async () => {
      const pair = await NetworkedBoards.build(interpreter, network, 2000);
      pairs = [pair];
      pair.boards.a.start();
      await pair.line("a", /^WiFi: \d/, PATIENCE_MS);
      const recorded = name === "recorded handshakes" ? await new EarlierStart(pair.settings, "b", 3).link(network, "a", PORTS.a) : "";
      await pair.start("b", PATIENCE_MS);
      const from = { a: pair.boards.a.lines.length, b: pair.boards.b.lines.length };
      await begin(attackOf(pair, recorded));
      await wait(ATTACK_S * 1000);
      const lags: number[] = [];
      for (const id of BOARDS) {
        assertUndisturbed(pair, id, from[id]);
        lags.push((await pair.status(id)).lagMs);
      }
      for (const { path: way, missing, reported } of pair.arrivals())
        assert.deepEqual([missing.size, reported.size], [0, 0], `from ${way.from} by its ${way.by}\n${pair.said()}`);
      await pair.kill("b");
      const ms = await pair.start("b", PATIENCE_MS);
      figure(`lag ${lags} ms; back ${ms} ms after a restart`);
      assert.ok(Math.max(...lags) <= LAG_MS);
      assert.ok(ms <= RECOVERY_MS, pair.said());
    });

    it(`leave a board whose peer is off in peace during ${ATTACK_S} s of ${name}`, async () => {
      const pair = await NetworkedBoards.build(interpreter, network, 2000);
      pairs = [pair];
      pair.boards.a.start();
      await pair.line("a", /^WiFi: \d/, PATIENCE_MS);
      const recorded = name === "recorded handshakes" ? await new EarlierStart(pair.settings, "b", 3).link(network, "a", PORTS.a) : "";
      await pair.start("b", PATIENCE_MS);
      await pair.kill("b");
      await pair.line("a", STATUS, PATIENCE_MS);
      const from = pair.boards.a.lines.length;
      await begin(attackOf(pair, recorded));
      await wait(ATTACK_S * 1000);
      assertUndisturbed(pair, "a", from, OTHER_KEY);
      const { lagMs } = await pair.status("a");
      const ms = await pair.start("b", PATIENCE_MS);
      figure(`lag ${lagMs} ms; linked ${ms} ms after the peer's start`);
      assert.ok(lagMs <= LAG_MS);
      assert.ok(ms <= RECOVERY_MS, pair.said());
    });
  }
}

const STATUS = /^Status: /;

describe("pairs on the real interpreter, in a network with strangers", function () {
  this.timeout(120000 + 1000 * (TOGETHER_S + 2 * ATTACK_S));
  const problem = espruino ? Network.problem() : "set ESPRUINO to the path of Espruino's Linux build";
  if (problem) it(`is skipped: ${problem}`);
  else suite(espruino as string);
});
