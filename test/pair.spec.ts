import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, type BuiltScript } from "../scripts/build";
import { readSettings, type BoardId, type Settings } from "../scripts/settings";
import { BOARD_IDS } from "../scripts/start/simulation";
import { isComplete } from "../scripts/start/tally";
import { PORTS, SimulatedPairs, type Seen, type SimulatedPair } from "./support/simulated-pairs";

const A = "192.168.1.20";
const B = "192.168.1.21";
const ABSENT = "192.168.1.77";
const STRANGER = "192.168.1.200";
const FAKE_NUMBER = "99999998";
const ATTACK_MS = 30000;
const STEP_MS = 50;
const RECOVERY_MS = 3000;
const LAG_MS = 300;
/** What a board may print in all this: numbers, and what guests sent. */
const EXPECTED_LINE = /^(Message from ESP32-[AB] server|Received from (ESP32-[AB]|guest \d)): \d+$/;
/** And while its peer is off: what anybody can make it say with a datagram from the peer's address, once a minute. */
const OTHER_KEY = /has another key; deploy both boards$/;

/** The datagram with each of its words changed, each in several ways. */
function changed(text: string): string[] {
  const words = text.split(" ");
  const others = ["ESP32-A", "ESP32-B", A, B, ABSENT, "82", "83", "99999", "82.5", "Infinity", "-", "?", "!", "1", "x".repeat(24), ""];
  return words.flatMap((word, at) => others.filter((other) => other !== word).map((other) => words.map((each, index) => (index === at ? other : each)).join(" ")));
}

function upgrade(url: string, authorization?: string): string {
  return (
    `GET ${url} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
    `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${authorization ? `Authorization: ${authorization}\r\n` : ""}\r\n`
  );
}

/** One step of an attack; called every 50 ms. */
type Attack = (network: SimulatedPairs, step: number) => void;

/** What was recorded before the attack: datagrams and requests of both boards, over a restart of each. */
interface Recording {
  datagrams: Seen[];
  requests: string[];
}

function attacks({ datagrams, requests }: Recording): Record<string, Attack> {
  const mutants = datagrams.flatMap(({ text }) => changed(text));
  const pick = <T>(list: T[], step: number): T => list[(step * 7919) % list.length];
  const both = (send: (to: string) => void): void => {
    send(A);
    send(B);
  };
  return {
    "forged announcements": (network, step) => {
      const words = (name: string, from: string): string =>
        `pair2 ${name} ${from} ${pick([81, 82], step)} ${1000 + step} ? ${"c".repeat(24)} - ${"n".repeat(24)} ${"f".repeat(24)}`;
      for (const from of [STRANGER, A, B]) both((to) => network.send(words(pick(["ESP32-A", "ESP32-B"], step), from), to, from));
      both((to) => network.send(`pair1 ESP32-B 82 ${step} ?`, to));
      // As if they answered what the boards ask just now.
      for (const { text: asked } of network.datagrams.slice(-4)) {
        const { from, text } = pick(datagrams, step);
        const answer = text.split(" ").map((word, at) => (at === 7 ? asked.split(" ")[6] : at === 3 ? "83" : word));
        both((to) => network.send(answer.join(" "), to, from));
      }
    },
    "recorded announcements from the same address": (network, step) => {
      const { from, text } = pick(datagrams, step);
      both((to) => network.send(text, to, from));
    },
    "recorded announcements from another address": (network, step) => {
      const { from, text } = pick(datagrams, step);
      both((to) => network.send(text, to));
      both((to) => network.send(text.replace(from, STRANGER), to));
    },
    "recorded announcements with each word changed": (network, step) => {
      for (let i = 0; i < 4; i++) for (const from of [A, B, STRANGER]) both((to) => network.send(pick(mutants, step * 4 + i), to, from));
    },
    "announcements for a host that is not there": (network, step) => {
      const { from, text } = pick(datagrams, step);
      both((to) => network.send(text.replace(from, ABSENT), to, ABSENT));
      both((to) => network.send(text.replace(from, ABSENT), to));
    },
    "impostors at every path": (network, step) => {
      const url = pick(["/", "/ESP32-A", "/ESP32-B", "/x"], step);
      const authorization = pick([undefined, "Basic me", "Pair 1 - -", `Pair 1 ${"n".repeat(24)} ${"p".repeat(24)}`], step >> 2);
      network.request(A, PORTS.a, upgrade(url, authorization), FAKE_NUMBER);
      network.request(B, PORTS.b, upgrade(url, authorization), FAKE_NUMBER);
    },
    "recorded handshakes": (network, step) => {
      network.request(A, PORTS.a, pick(requests, step), FAKE_NUMBER);
      network.request(B, PORTS.b, pick(requests, step), FAKE_NUMBER);
    }
  };
}

describe("simulated pairs in one network, with the built scripts", function () {
  this.timeout(120000);
  let folder: string;
  let settings: Settings;
  let scripts: BuiltScript[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "boards-"));
    settings = readSettings("simulation", { env: {}, file: path.join(folder, ".env") });
    scripts = await build(settings, { outDir: folder });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function assertComplete(network: SimulatedPairs, pair: SimulatedPair): void {
    const counts = pair.tally.counts({ a: network.status(pair, "a"), b: network.status(pair, "b") });
    assert.ok(isComplete(counts), JSON.stringify(counts));
  }

  /** How long it takes until a number has come on each path after board B's start, in ms. */
  function startOfB({ clock }: SimulatedPairs, { boards, tally, lines }: SimulatedPair): number {
    const startMs = clock.now();
    for (const { arrived } of tally.paths) arrived.clear();
    boards.b.powerOn();
    while (tally.paths.some(({ arrived }) => !arrived.size)) {
      clock.pass(10);
      assert.ok(clock.now() - startMs <= RECOVERY_MS, `A:\n${lines.a.slice(-20).join("\n")}\nB:\n${lines.b.slice(-20).join("\n")}`);
    }
    return clock.now() - startMs;
  }

  it("all exchange every number for 5 minutes, ten pairs with boards of the same two names, without a line of another pair", () => {
    const network = new SimulatedPairs(10, scripts, settings);
    network.powerOn();
    network.clock.pass(300500);
    for (const pair of network.pairs) {
      assertComplete(network, pair);
      for (const id of BOARD_IDS) {
        const other = pair.boards[id === "a" ? "b" : "a"].host.address;
        const news = pair.lines[id].filter((line) => !EXPECTED_LINE.test(line) && !line.startsWith("WiFi: "));
        const peer = settings[id].peerName;
        const port = settings[id].peerPort;
        const links = [`Client: ${peer} connected`, `Discovery: ${peer} at ${other}:${port}`, `Server: ${peer} connected`];
        assert.deepEqual(news.sort(), links);
        assert.ok(network.status(pair, id).ignored > 100);
      }
    }
  });

  /** A pair that runs, and what a stranger has recorded of it: three starts of board B, of which the last is the running one. */
  function recorded(): { network: SimulatedPairs; pair: SimulatedPair; recording: Recording } {
    const network = new SimulatedPairs(1, scripts, settings);
    const [pair] = network.pairs;
    network.powerOn();
    for (let times = 0; times < 2; times++) {
      network.clock.pass(15000);
      pair.boards.b.kill();
      network.clock.pass(100);
      pair.boards.b.powerOn();
    }
    network.clock.pass(15000);
    const recording = { datagrams: [...network.datagrams], requests: [...network.requests] };
    assert.ok(recording.datagrams.length > 20 && recording.requests.length >= 6, JSON.stringify(recording));
    return { network, pair, recording };
  }

  function attack(network: SimulatedPairs, step: Attack, ms: number): void {
    for (let at = 0; at < ms / STEP_MS; at++) {
      step(network, at);
      network.clock.pass(STEP_MS);
    }
  }

  for (const name of Object.keys(attacks({ datagrams: [{ from: A, text: "x" }], requests: ["x"] }))) {
    it(`lose nothing, print nothing of it and recover from a restart in time during 30 s of ${name}`, () => {
      const { network, pair, recording } = recorded();
      const step = attacks(recording)[name];
      const from: Record<BoardId, number> = { a: pair.lines.a.length, b: pair.lines.b.length };
      for (const { arrived } of pair.tally.paths) arrived.clear();
      const sent = { a: network.status(pair, "a").sent.server, b: network.status(pair, "b").sent.server };
      attack(network, step, ATTACK_MS);
      for (const id of BOARD_IDS) {
        const odd = pair.lines[id].slice(from[id]).filter((line) => !EXPECTED_LINE.test(line));
        assert.deepEqual(odd, []);
        assert.ok(!pair.lines[id].some((line) => line.includes(`ESP32-${id === "a" ? "B" : "A"}: ${FAKE_NUMBER}`)));
        const { lagMs, links } = network.status(pair, id);
        assert.ok(lagMs <= LAG_MS, `${lagMs} ms`);
        assert.deepEqual([links.server.missing, links.client.missing, links.server.lost.stoodS > 20], [0, 0, false]);
      }
      for (const { arrived, from: sender } of pair.tally.paths)
        assert.ok(arrived.size >= network.status(pair, sender).sent.server - sent[sender] - 1, JSON.stringify([...arrived]));
      pair.boards.b.kill();
      attack(network, step, 1000);
      startOfB(network, pair);
    });

    it(`leave a board whose peer is off in peace during 30 s of ${name}`, () => {
      const { network, pair, recording } = recorded();
      const step = attacks(recording)[name];
      pair.boards.b.powerOff();
      network.clock.pass(20000);
      const from = pair.lines.a.length;
      attack(network, step, ATTACK_MS);
      const odd = pair.lines.a.slice(from).filter((line) => !/^Received from guest \d: \d+$/.test(line) && !OTHER_KEY.test(line));
      assert.deepEqual(odd, []);
      assert.ok(network.status(pair, "a").lagMs <= LAG_MS);
      startOfB(network, pair);
    });
  }
});
