import assert from "node:assert/strict";
import type { DgramInfo, Wifi } from "../../../firmware/types/espruino";
import type { BoardSettings } from "../../../scripts/settings";
import { createDgram } from "../../../shims/dgram";
import { Lan } from "../../../shims/lan";
import { createFakeBoard } from "../../support/fake-board";

const DISCOVERY_PORT = 8182;
const INFO = { ip: "192.168.1.20", netmask: "255.255.255.0", gw: "192.168.1.1" };
const WORD_OF_B = "pair1 ESP32-B 82 b007 !";

/** Board A's discovery, and a host that hears and says what a test wants. */
function setUp(settings: Partial<BoardSettings> = {}, seed = 1) {
  const board = createFakeBoard(seed);
  const lan = new Lan({ memory: board.clock });
  const near = lan.addHost(INFO.ip);
  const far = lan.addHost("192.168.1.21");
  near.online = far.online = true;
  const state = { linked: false };
  const dgram = createDgram(board.interpreter, lan, near);
  const copy = board.firmware({ peerHost: "", peerIp: "", ...settings }, { "pair/links": { areUp: () => state.linked } });
  copy.load<typeof import("../../../firmware/hardware")>("hardware").useNetwork({} as Wifi, dgram);
  const discovery = copy.load<typeof import("../../../firmware/pair/discovery")>("pair/discovery");
  const peers: string[] = [];
  discovery.onPeer((host, port) => peers.push(`${host}:${port}`));
  const farDgram = createDgram(board.interpreter, lan, far);
  const ear = farDgram.createSocket({ type: "udp4" }).bind(DISCOVERY_PORT);
  const heard: [atMs: number, text: string][] = [];
  const from: DgramInfo[] = [];
  const startMs = board.clock.now();
  ear.on("message", (text: string, info: DgramInfo) => {
    heard.push([board.clock.now() - startMs, text]);
    from.push(info);
  });
  const say = (text: string, address = INFO.ip): void => {
    farDgram.createSocket({ type: "udp4" }).send(text, DISCOVERY_PORT, address);
    board.clock.pass(20);
  };
  return { ...board, lan, near, far, discovery, state, peers, heard, from, say };
}

describe("discovery", () => {
  it("announces name, port and start on the subnet's broadcast address, every second while a link is missing", () => {
    const { clock, discovery, heard } = setUp();
    discovery.begin(INFO);
    clock.pass(3100);
    assert.deepEqual(heard.map(([atMs]) => Math.round(atMs / 100)), [0, 10, 20, 30]);
    assert.match(heard[0][1], /^pair1 ESP32-A 81 \d{1,10} \?$/);
    assert.equal(new Set(heard.map(([, text]) => text)).size, 1);
  });

  it("announces every 10 s, and asks for no answer, when both links stand", () => {
    const { clock, discovery, state, heard } = setUp();
    state.linked = true;
    discovery.begin(INFO);
    clock.pass(20100);
    assert.deepEqual(heard.map(([atMs]) => Math.round(atMs / 1000)), [0, 10, 20]);
    assert.match(heard[0][1], / !$/);
  });

  it("announces at once when it is told to, as when a link was lost", () => {
    const { clock, discovery, state, heard } = setUp();
    state.linked = true;
    discovery.begin(INFO);
    clock.pass(3000);
    state.linked = false;
    discovery.announce();
    clock.pass(1100);
    assert.deepEqual(heard.map(([atMs]) => Math.round(atMs / 100)), [0, 30, 40]);
  });

  it("announces within a second when a link was lost, of which nobody tells it", () => {
    const { clock, discovery, state, heard } = setUp();
    state.linked = true;
    discovery.begin(INFO);
    clock.pass(2900);
    state.linked = false;
    clock.pass(2000);
    assert.deepEqual(heard.map(([atMs]) => Math.round(atMs / 100)), [0, 30, 40]);
  });

  it("has another number after each start", () => {
    const { clock, discovery, heard } = setUp();
    discovery.begin(INFO);
    clock.pass(10);
    const again = setUp({}, 2);
    again.discovery.begin(INFO);
    again.clock.pass(10);
    assert.notEqual(heard[0][1].split(" ")[3], again.heard[0][1].split(" ")[3]);
  });

  it("tells where the peer is with each of its words, and prints it when it is news", () => {
    const { clock, lines, discovery, peers, say } = setUp();
    discovery.begin(INFO);
    clock.pass(10);
    say(WORD_OF_B);
    say(WORD_OF_B);
    assert.deepEqual(peers, ["192.168.1.21:82", "192.168.1.21:82"]);
    assert.deepEqual(lines, ["Discovery: ESP32-B at 192.168.1.21:82"]);
    assert.deepEqual([discovery.peer, discovery.peerBoot], ["192.168.1.21:82", "b007"]);
  });

  it("answers at once a peer that asks, and only that one", () => {
    const { clock, discovery, state, heard, say } = setUp();
    state.linked = true;
    discovery.begin(INFO);
    clock.pass(10);
    say(WORD_OF_B);
    assert.equal(heard.length, 1);
    say("pair1 ESP32-B 82 b007 ?");
    assert.equal(heard.length, 2);
    assert.match(heard[1][1], /^pair1 ESP32-A 81 [0-9a-f]+ !$/);
  });

  it("ignores garbage, strangers and its own broadcasts, and counts the first two", () => {
    const { clock, discovery, peers, say } = setUp();
    discovery.begin(INFO);
    clock.pass(10);
    const bad = [" ", "pair1", "pair1 ESP32-B", "pair1 ESP32-B x b007 ?", "pair1 ESP32-B 82 b007 ? more",
      "pair2 ESP32-B 82 b007 ?", "pair1 ESP32-C 83 b007 ?", "pair1 ESP32-B -1 b007 ?", "\0\xff".repeat(400)];
    for (const text of bad) say(text);
    assert.deepEqual(peers, []);
    assert.equal(discovery.ignored, bad.length);
  });

  it("hears again after an empty datagram, which closes the socket", () => {
    const { clock, discovery, peers, say } = setUp();
    discovery.begin(INFO);
    clock.pass(10);
    say("");
    clock.pass(50);
    say(WORD_OF_B);
    assert.deepEqual(peers, ["192.168.1.21:82"]);
  });

  it("announces on a port that cannot be had, and listens as soon as it can", () => {
    const { clock, lines, interpreter, lan, near, discovery, heard, peers, say } = setUp();
    const other = createDgram(interpreter, lan, near).createSocket({ type: "udp4" }).bind(DISCOVERY_PORT);
    discovery.begin(INFO);
    clock.pass(2100);
    assert.equal(heard.length, 3);
    assert.deepEqual(lines, Array(3).fill("ERROR: Socket bind failed"));
    other.close();
    clock.pass(1000);
    say(WORD_OF_B);
    assert.deepEqual(peers, ["192.168.1.21:82"]);
  });

  it("also announces itself to an address that is set, where broadcasts do not pass", () => {
    const { clock, discovery, heard } = setUp({ peerHost: "192.168.1.21", peerIp: "192.168.1.21" });
    discovery.begin({ ...INFO, netmask: "255.255.255.255" });
    clock.pass(10);
    assert.equal(heard.length, 1);
  });

  it("does not look up a name, which blocks", () => {
    const { clock, discovery, near, lan } = setUp({ peerHost: "board-b.lan" });
    const asked: string[] = [];
    const send = lan.sendDatagram.bind(lan);
    lan.sendDatagram = (host, datagram, ...rest) => {
      if (host === near) asked.push(datagram.address);
      return send(host, datagram, ...rest);
    };
    discovery.begin(INFO);
    clock.pass(10);
    assert.deepEqual(asked, ["192.168.1.255"]);
  });

  it("says every 60 s that nothing comes, and has the address that is set tried all the same", () => {
    const { clock, lines, discovery, peers } = setUp({ peerHost: "10.0.0.9", peerIp: "10.0.0.9" });
    discovery.begin(INFO);
    clock.pass(60000);
    assert.deepEqual(peers, []);
    clock.pass(65000);
    assert.deepEqual(peers, ["10.0.0.9:82", "10.0.0.9:82"]);
    assert.equal(lines[0], `Discovery: no word of ESP32-B on UDP port ${DISCOVERY_PORT}; connecting to 10.0.0.9 all the same`);
  });

  it("never has an address tried blindly once it has heard the peer: it is absent then", () => {
    const { clock, lines, discovery, peers, say } = setUp({ peerHost: "192.168.1.21", peerIp: "192.168.1.21" });
    discovery.begin(INFO);
    clock.pass(10);
    say(WORD_OF_B);
    clock.pass(600000);
    assert.equal(peers.length, 1);
    assert.equal(lines.length, 1);
  });

  it("ends with stop(): nothing is sent, nothing heard, no timer stays", () => {
    const { clock, interpreter, discovery, heard, peers, say } = setUp();
    discovery.begin(INFO);
    clock.pass(10);
    discovery.stop();
    clock.pass(10);
    say(WORD_OF_B);
    clock.pass(60000);
    assert.deepEqual([heard.length, peers.length, interpreter.timerCount], [1, 0, 0]);
  });
});
