import assert from "node:assert/strict";
import type { DgramInfo, DgramSocket, Wifi } from "../../../firmware/types/espruino";
import type { BoardSettings } from "../../../scripts/settings";
import { createDgram } from "../../../shims/dgram";
import { Lan } from "../../../shims/lan";
import { createFakeBoard, SETTINGS, SETTINGS_B } from "../../support/fake-board";

const DISCOVERY_PORT = 8182;
const INFO = { ip: "192.168.1.20", netmask: "255.255.255.0", gw: "192.168.1.1" };
const FAR = "192.168.1.21";
const NONCE = "n".repeat(24);

type Key = typeof import("../../../firmware/pair/key");
type AnnouncementFile = typeof import("../../../firmware/pair/announcement");
type Peer = [address: string, nonce: string, moved: boolean];

interface Saying {
  asks?: boolean;
  challenge?: string;
  /** The challenge that is answered; board A's last one if left out, "" for none. */
  answers?: string;
}

/** Board A's discovery, and a host that hears and says what a test wants. */
function setUp(settings: Partial<BoardSettings> = {}, seed = 1) {
  const board = createFakeBoard(seed);
  const lan = new Lan({ memory: board.clock });
  const near = lan.addHost(INFO.ip);
  const far = lan.addHost(FAR);
  near.online = far.online = true;
  const state = { linked: false, alive: false };
  const dgram = createDgram(board.interpreter, lan, near);
  /** Those that were made to listen, and to send. */
  const listeners: DgramSocket[] = [];
  const senders: DgramSocket[] = [];
  const createSocket = dgram.createSocket.bind(dgram);
  dgram.createSocket = (options) => {
    const socket = createSocket(options);
    (options.reuseAddr ? listeners : senders).push(socket);
    return socket;
  };
  const copy = board.firmware({ peerHost: "", peerIp: "", ...settings }, {
    "pair/links": { areUp: () => state.linked, isAlive: () => state.alive }
  });
  copy.load<typeof import("../../../firmware/hardware")>("hardware").useNetwork({} as Wifi, dgram);
  const { boot } = copy.load<Key>("pair/key");
  const discovery = copy.load<typeof import("../../../firmware/pair/discovery")>("pair/discovery");
  const peers: Peer[] = [];
  discovery.onPeer((host, port, nonce, moved) => peers.push([`${host}:${port}`, nonce, moved]));
  const farDgram = createDgram(board.interpreter, lan, far);
  const ear = farDgram.createSocket({ type: "udp4" }).bind(DISCOVERY_PORT);
  const heard: [atMs: number, text: string][] = [];
  const from: DgramInfo[] = [];
  const startMs = board.clock.now();
  ear.on("message", (text: string, info: DgramInfo) => {
    heard.push([board.clock.now() - startMs, text]);
    from.push(info);
  });
  /** A datagram from the other host, or from `fromHost`. */
  const sayText = (text: string, fromHost = far, to = INFO.ip): void => {
    createDgram(board.interpreter, lan, fromHost).createSocket({ type: "udp4" }).send(text, DISCOVERY_PORT, to);
    board.clock.pass(20);
  };
  /** A start of board B, or of a board with other settings, at the other host or another one. */
  const startOf = (others: Partial<BoardSettings> = {}, address = FAR) => {
    let host = far;
    const moveTo = (newAddress: string): void => {
      address = newAddress;
      host = address === FAR ? far : lan.addHost(address);
      host.online = true;
    };
    moveTo(address);
    const start = board.firmware({ ...SETTINGS_B, ...others });
    const { announcement } = start.load<AnnouncementFile>("pair/announcement");
    const { newNonce, boot: itsBoot } = start.load<Key>("pair/key");
    const textOf = ({ asks = false, challenge = newNonce(), answers = lastChallenge() }: Saying = {}): string =>
      announcement(address, asks, challenge, answers, NONCE);
    return { boot: itsBoot, moveTo, textOf, say: (saying?: Saying) => sayText(textOf(saying), host) };
  };
  const lastChallenge = (): string => heard[heard.length - 1][1].split(" ")[6];
  return { ...board, listeners, senders, boot, lan, near, far, discovery, state, peers, heard, from, sayText, startOf, lastChallenge };
}

/** Board A's discovery, begun, and a start of board B that has heard it. */
function begun(settings: Partial<BoardSettings> = {}) {
  const context = setUp(settings);
  context.discovery.begin(INFO);
  context.clock.pass(10);
  return { ...context, b: context.startOf() };
}

describe("discovery", () => {
  it("announces name, port and start on the subnet's broadcast address, every second while a link is missing", () => {
    const { clock, discovery, heard } = setUp();
    discovery.begin(INFO);
    clock.pass(3100);
    assert.deepEqual(heard.map(([atMs]) => Math.round(atMs / 100)), [0, 10, 20, 30]);
    assert.match(heard[0][1], /^pair2 ESP32-A 192\.168\.1\.20 81 \d{1,10} \? \S{24} - \S{24} \S{24}$/);
    assert.equal(new Set(heard.map(([, text]) => text.split(" ")[6])).size, 4, "challenges");
  });

  it("announces every 10 s, and asks for no answer, when both links stand", () => {
    const { clock, discovery, state, heard } = setUp();
    state.linked = true;
    discovery.begin(INFO);
    clock.pass(20100);
    assert.deepEqual(heard.map(([atMs]) => Math.round(atMs / 1000)), [0, 10, 20]);
    assert.match(heard[0][1], / ! /);
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
    assert.notEqual(heard[0][1].split(" ")[4], again.heard[0][1].split(" ")[4]);
  });

  it("tells where the peer is with each of its answers, and prints it when it is news", () => {
    const { clock, lines, discovery, peers, b } = begun();
    b.say();
    clock.pass(1000);
    b.say();
    const peer: Peer = [`${FAR}:82`, NONCE, false];
    assert.deepEqual(peers, [peer, peer]);
    assert.deepEqual(lines, [`Discovery: ESP32-B at ${FAR}:82`]);
    assert.deepEqual([discovery.peer, discovery.peerBoot], [`${FAR}:82`, b.boot]);
  });

  it("believes no announcement that does not answer its last challenge, and an answer once", () => {
    const { clock, discovery, peers, b, lastChallenge } = begun();
    b.say({ answers: "" });
    b.say({ answers: "x".repeat(24) });
    const old = lastChallenge();
    clock.pass(1000);
    b.say({ answers: old });
    assert.deepEqual([peers, discovery.peer], [[], ""]);
    const answers = lastChallenge();
    for (let times = 0; times < 5; times++) b.say({ answers });
    assert.equal(peers.length, 1);
  });

  it("believes no recorded answer, from the same or another address, unchanged or with any word changed", () => {
    const { clock, lan, state, discovery, peers, lines, b, sayText } = begun();
    state.linked = true;
    const recorded = b.textOf();
    sayText(recorded);
    const before = [peers.length, discovery.peer, discovery.peerBoot, lines.length];
    const words = recorded.split(" ");
    assert.deepEqual(before, [1, `${FAR}:82`, b.boot, 1]);
    const stranger = lan.addHost("192.168.1.66");
    stranger.online = true;
    const changed = words.map((_, at) => words.map((word, index) => (index === at ? word.slice(0, -1) + "1" : word)).join(" "));
    for (const text of [recorded, recorded.replaceAll(FAR, "192.168.1.66"), ...changed])
      for (const host of [undefined, stranger]) sayText(text, host);
    clock.pass(5000);
    for (const text of [recorded, ...changed]) sayText(text);
    assert.deepEqual([peers.length, discovery.peer, discovery.peerBoot, lines.length], before);
  });

  it("answers at once an announcement that asks, once, and asks back as long as that may be a recording", () => {
    const { state, heard, b } = begun();
    state.linked = true;
    b.say({ answers: "" });
    assert.equal(heard.length, 1);
    const challenge = "q".repeat(24);
    for (let times = 0; times < 3; times++) b.say({ asks: true, challenge, answers: "" });
    assert.equal(heard.length, 2);
    assert.match(heard[1][1], /^pair2 ESP32-A \S+ 81 \d+ \? \S{24} q{24} \S{24} \S{24}$/);
  });

  it("does not ask back a peer that it knows, while both links stand", () => {
    const { state, heard, b } = begun();
    b.say();
    state.linked = true;
    b.say({ asks: true, answers: "" });
    assert.match(heard[heard.length - 1][1], / ! /);
  });

  it("answers an answer to its challenge, but asks no more, and answers no other one", () => {
    const { heard, b } = begun();
    b.say({ asks: true });
    assert.equal(heard.length, 2);
    assert.match(heard[1][1], / ! /);
    b.say({ asks: true, answers: "x".repeat(24) });
    assert.equal(heard.length, 2);
  });

  it("answers only the last one when many ask at once", () => {
    const { clock, heard, far, interpreter, lan, b } = begun();
    for (let i = 0; i < 5; i++) {
      const text = b.textOf({ asks: true, challenge: String(i).repeat(24), answers: "" });
      createDgram(interpreter, lan, far).createSocket({ type: "udp4" }).send(text, DISCOVERY_PORT, INFO.ip);
    }
    clock.pass(100);
    assert.ok(heard.length < 6, String(heard.length));
    assert.ok(heard.some(([, text]) => text.includes("4".repeat(24))));
  });

  it("ignores garbage, strangers, other keys and its own broadcasts, and counts all but the last", () => {
    const { clock, discovery, peers, lines, b, startOf, sayText } = begun();
    const bad = [" ", "pair1", "pair1 ESP32-B 82 1000 ?", "pair2 ESP32-B", b.textOf().replace(" 82 ", " 99999 "), "\0\xff".repeat(260)];
    for (const text of bad) sayText(text);
    startOf({ name: "ESP32-C" }).say({ asks: true });
    startOf({ pairKey: "other" }).say({ asks: true });
    startOf({ name: "ESP32-A", pairKey: "other" }).say({ asks: true });
    clock.pass(30000);
    assert.deepEqual(peers, []);
    assert.equal(discovery.ignored, bad.length + 3);
    assert.deepEqual(lines, []);
  });

  it("reports another key at the address where the peer was or is set to be, while a link is missing, once a minute", () => {
    const text = `ESP32-B at ${FAR} has another key; deploy both boards`;
    for (const peerIp of ["", FAR]) {
      const { clock, state, lines, b, startOf } = begun({ peerHost: peerIp, peerIp });
      if (!peerIp) b.say();
      const redeployed = startOf({ pairKey: "other" });
      const others = startOf({ pairKey: "other" }, "192.168.1.30");
      const reports = (): number => lines.filter((line) => line === text).length;
      state.linked = true;
      redeployed.say();
      assert.equal(reports(), 0);
      state.linked = false;
      for (let s = 0; s < 59; s++) {
        redeployed.say();
        others.say();
        clock.pass(960);
      }
      assert.equal(reports(), 1);
      clock.pass(3000);
      redeployed.say();
      assert.equal(reports(), 2);
      assert.deepEqual(lines.filter((line) => line !== text && !line.startsWith("Discovery: ")), []);
    }
  });

  it("follows the same start of the peer to another address at once, though a link is alive", () => {
    const { clock, state, peers, lines, b } = begun();
    b.say();
    state.alive = true;
    clock.pass(1000);
    b.moveTo("192.168.1.99");
    b.say();
    assert.deepEqual(peers[1], ["192.168.1.99:82", NONCE, true]);
    assert.deepEqual(lines, [`Discovery: ESP32-B at ${FAR}:82`, "Discovery: ESP32-B at 192.168.1.99:82"]);
  });

  it("follows another start of the peer to another address only when no link is alive", () => {
    const { clock, state, peers, discovery, b, startOf } = begun();
    b.say();
    state.alive = true;
    clock.pass(1000);
    const other = startOf({}, "192.168.1.99");
    other.say();
    assert.deepEqual([peers.length, discovery.peer, discovery.peerBoot], [1, `${FAR}:82`, b.boot]);
    state.alive = false;
    clock.pass(1000);
    other.say();
    assert.deepEqual(peers[1], ["192.168.1.99:82", NONCE, true]);
  });

  it("says once that another board has its name and key, and follows it nowhere", () => {
    const { clock, lines, peers, discovery, startOf } = begun();
    const twin = startOf({ ...SETTINGS }, "192.168.1.30");
    twin.say({ answers: "" });
    assert.deepEqual(lines, []);
    for (let times = 0; times < 3; times++) {
      clock.pass(1000);
      twin.say();
    }
    assert.deepEqual(lines, ["Discovery: another ESP32-A with our key at 192.168.1.30; switch one of them off"]);
    assert.deepEqual([peers, discovery.peer], [[], ""]);
  });

  it("hears again after an empty datagram, which closes the socket", () => {
    const { clock, peers, b, sayText } = begun();
    sayText("");
    clock.pass(50);
    b.say();
    assert.equal(peers.length, 1);
  });

  it("keeps its new socket when the end of the old one is reported a second time", () => {
    const { clock, listeners, sayText } = begun();
    sayText("");
    clock.pass(50);
    listeners[0].emit("close");
    clock.pass(3000);
    assert.equal(listeners.length, 2);
  });

  it("keeps its new sender, too, when the end of the old one is reported a second time", () => {
    const { clock, senders } = begun();
    senders[0].emit("close");
    clock.pass(1100);
    senders[0].emit("close");
    clock.pass(3000);
    assert.equal(senders.length, 2);
  });

  it("announces on a port that cannot be had, and listens as soon as it can", () => {
    const { clock, lines, interpreter, lan, near, discovery, heard, peers, startOf } = setUp();
    const other = createDgram(interpreter, lan, near).createSocket({ type: "udp4" }).bind(DISCOVERY_PORT);
    discovery.begin(INFO);
    clock.pass(2100);
    assert.equal(heard.length, 3);
    assert.deepEqual(lines, Array(3).fill("ERROR: Socket bind failed"));
    other.close();
    clock.pass(1000);
    startOf().say();
    assert.equal(peers.length, 1);
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
    assert.deepEqual(peers, [["10.0.0.9:82", "", false], ["10.0.0.9:82", "", false]]);
    assert.equal(lines[0], `Discovery: no word of ESP32-B on UDP port ${DISCOVERY_PORT}; connecting to 10.0.0.9 all the same`);
  });

  it("never has an address tried blindly once it has heard the peer: it is absent then", () => {
    const { clock, lines, peers, b } = begun({ peerHost: FAR, peerIp: FAR });
    b.say();
    clock.pass(600000);
    assert.equal(peers.length, 1);
    assert.equal(lines.length, 1);
  });

  it("ends with stop(): nothing is sent, nothing heard, no timer stays", () => {
    const { clock, interpreter, discovery, heard, peers, b } = begun();
    b.say({ asks: true });
    const { length } = heard;
    peers.length = 0;
    discovery.stop();
    clock.pass(10);
    b.say({ asks: true });
    clock.pass(60000);
    assert.deepEqual([heard.length, peers.length, interpreter.timerCount], [length, 0, 0]);
  });
});
