import assert from "node:assert/strict";
import type { Link } from "../../../firmware/pair/link";
import { WStype } from "../../../firmware/ws-events";
import { seededRandom } from "../../../shims/random";
import { createFakeBoard } from "../../support/fake-board";

function setUp() {
  const board = createFakeBoard();
  const copy = board.firmware();
  const { Link } = copy.load<typeof import("../../../firmware/pair/link")>("pair/link");
  const { uptime } = copy.load<typeof import("../../../firmware/clock")>("clock");
  const link = new Link("Server: ESP32-B ", "ESP32-B");
  const connect = (): void => link.onEvent(WStype.CONNECTED, "/ESP32-B");
  const take = (...numbers: (number | string)[]): void => {
    for (const number of numbers) link.count(String(number), "1a");
  };
  const counts = (): number[] => {
    const { received, missing, doubled, late } = link.report;
    return [received, missing, doubled, late];
  };
  return { ...board, uptime, link, connect, take, counts };
}

describe("a link", () => {
  it("says nothing while each number follows on the one before, from whichever on", () => {
    const { lines, connect, take, counts } = setUp();
    connect();
    take(48, 50, 52);
    assert.deepEqual(counts(), [3, 0, 0, 0]);
    assert.deepEqual(lines, ["Server: ESP32-B connected"]);
  });

  it("says which numbers are missing, once, and how many", () => {
    const { lines, connect, take, counts } = setUp();
    connect();
    take(2, 4, 12, 14, 18);
    assert.deepEqual(counts(), [5, 4, 0, 0]);
    assert.deepEqual(lines.slice(1), ["Missing from ESP32-B: 6 to 10 (3)", "Missing from ESP32-B: 16 (1)"]);
  });

  it("counts what was missed while there was no connection", () => {
    const { lines, link, connect, take, counts } = setUp();
    connect();
    take(2, 4);
    link.onEvent(WStype.DISCONNECTED, "", 1006);
    connect();
    take(10);
    assert.deepEqual(counts(), [3, 2, 0, 0]);
    assert.equal(lines.at(-1), "Missing from ESP32-B: 6 to 8 (2)");
  });

  it("takes a number that comes late for late, not for missing, and one that comes again for doubled", () => {
    const { connect, take, counts } = setUp();
    connect();
    take(2, 8, 4, 4, 8);
    assert.deepEqual(counts(), [5, 1, 2, 1]);
  });

  it("takes a smaller number on a new connection for a restart, and counts from the peer's first one on", () => {
    const { lines, connect, take, counts } = setUp();
    connect();
    take(46, 48);
    connect();
    take(6, 8);
    assert.deepEqual(counts(), [4, 2, 0, 0]);
    assert.deepEqual(lines.slice(2), ["Restarted: ESP32-B at 6, after 48", "Missing from ESP32-B: 2 to 4 (2)"]);
  });

  it("takes another start of the peer for a restart, though its numbers are beyond already", () => {
    const { lines, link, connect, counts } = setUp();
    connect();
    link.count("2", "1a");
    connect();
    link.count("6", "2b");
    assert.deepEqual(counts(), [2, 2, 0, 0]);
    assert.deepEqual(lines.slice(2), ["Restarted: ESP32-B at 6, after 2", "Missing from ESP32-B: 2 to 4 (2)"]);
  });

  it("takes nothing for a restart that only tells for the first time which start it is", () => {
    const { lines, link, connect } = setUp();
    connect();
    link.count("2", "");
    connect();
    link.count("4", "1a");
    link.count("6", "2b");
    assert.equal(lines.filter((line) => line.startsWith("Restarted")).length, 0);
  });

  it("counts odd numbers from a peer whose first one is odd, and no even ones", () => {
    const { Link } = createFakeBoard().firmware({ peerFirst: 1 }).load<typeof import("../../../firmware/pair/link")>("pair/link");
    const link = new Link("Server: ESP32-A ", "ESP32-A");
    for (const number of ["1", "2", "3", "4"]) link.count(number, "1a");
    assert.deepEqual([link.report.received, link.report.missing], [2, 0]);
  });

  it("stays up until it is lost, whatever arrives", () => {
    const { lines, link, connect } = setUp();
    connect();
    for (const type of [WStype.TEXT, WStype.BIN, WStype.PING, WStype.PONG, WStype.ERROR]) link.onEvent(type, "");
    assert.equal(link.report.up, true);
    assert.equal(lines.length, 1);
  });

  it("leaves out what is none of the peer's numbers", () => {
    const { connect, take, counts } = setUp();
    connect();
    take("hello", 3, -2, 0, "", "Infinity", "2.5");
    assert.deepEqual(counts(), [0, 0, 0, 0]);
  });

  it("accounts for every number: received and missing are as many as were sent", () => {
    const { connect, take, counts } = setUp();
    const random = seededRandom(5);
    const sent = 2000;
    connect();
    take(2);
    for (let i = 2; i < sent; i++) if (random() & 3) take(2 * i);
    take(2 * sent);
    const [received, missing] = counts();
    assert.equal(received + missing, sent);
    assert.ok(missing > sent / 8, String(missing));
  });

  const causes: [string, (link: Link) => void, object, string][] = [
    [
      "the peer that closed it",
      (link) => link.onEvent(WStype.DISCONNECTED, "going away", 1001),
      { by: "the peer", code: 1001, reason: "going away", stoodS: 12 },
      "Server: ESP32-B lost after 12 s: by the peer, 1001, going away"
    ],
    [
      "this end, which gave it up",
      (link) => {
        link.onEvent(WStype.ERROR, "nothing came for 6 s", 1006);
        link.onEvent(WStype.DISCONNECTED, "", 1006);
      },
      { by: "us", code: 1006, reason: "nothing came for 6 s", stoodS: 12 },
      "Server: ESP32-B lost after 12 s: by us, 1006, nothing came for 6 s"
    ]
  ];
  for (const [who, lose, lost, line] of causes)
    it(`names as the cause of a loss ${who}`, () => {
      const { clock, lines, link, connect } = setUp();
      connect();
      link.onEvent(WStype.PONG, "", 7.5);
      assert.equal(link.report.roundTripMs, 7.5);
      clock.pass(12000);
      lose(link);
      assert.deepEqual(link.report.lost, lost);
      assert.equal(lines.at(-1), line);
      assert.deepEqual([link.report.up, link.report.connects, link.report.roundTripMs], [false, 1, 0]);
    });

  it("has no round trip of a pong that does not tell of one", () => {
    const { link, connect } = setUp();
    connect();
    link.onEvent(WStype.PONG, "");
    assert.equal(link.report.roundTripMs, 0);
  });

  it("tells why it was not made", () => {
    const { lines, link } = setUp();
    link.onEvent(WStype.ERROR, "HTTP 503 all places taken", 503);
    link.onEvent(WStype.DISCONNECTED, "", 1006);
    assert.deepEqual(lines, ["Server: ESP32-B not reached: HTTP 503 all places taken"]);
    assert.deepEqual([link.report.connects, link.report.lost.stoodS], [0, 0]);
  });

  it("does not report the cause of an earlier loss again", () => {
    const { lines, link, connect } = setUp();
    connect();
    link.onEvent(WStype.ERROR, "nothing came for 6 s", 1006);
    link.onEvent(WStype.DISCONNECTED, "", 1006);
    connect();
    link.onEvent(WStype.DISCONNECTED, "", 1001);
    assert.deepEqual(link.report.lost, { by: "the peer", code: 1001, reason: "", stoodS: 0 });
    assert.equal(lines.at(-1), "Server: ESP32-B lost after 0 s: by the peer, 1001");
  });

  it("measures the duration of each connection separately", () => {
    const { clock, link, connect } = setUp();
    clock.pass(5000);
    connect();
    clock.pass(1000);
    link.onEvent(WStype.DISCONNECTED, "", 1006);
    clock.pass(30000);
    connect();
    clock.pass(3000);
    link.onEvent(WStype.DISCONNECTED, "", 1006);
    assert.equal(link.report.lost.stoodS, 3);
    clock.pass(5000);
    link.onEvent(WStype.DISCONNECTED, "", 1006);
    assert.equal(link.report.lost.stoodS, 0);
  });

  it("counts as hearing the peer what it sends, not a failed or ended connection", () => {
    const { clock, uptime, link } = setUp();
    const heard: boolean[] = [];
    for (const type of [WStype.ERROR, WStype.DISCONNECTED, WStype.CONNECTED, WStype.TEXT, WStype.PING, WStype.PONG]) {
      clock.pass(1000);
      link.onEvent(type, "", 1006);
      heard.push(link.heardS === uptime());
    }
    assert.deepEqual(heard, [false, false, true, true, true, true]);
  });

  it("counts a number from a gap as late once, and any other old one as doubled", () => {
    const { connect, take, counts } = setUp();
    connect();
    take(2, 10);
    assert.deepEqual(counts(), [2, 3, 0, 0]);
    take(2, 4, 6, 8);
    assert.deepEqual(counts(), [6, 0, 1, 3]);
    take(2, 4, 6, 8, 10);
    assert.deepEqual(counts(), [11, 0, 6, 3]);
  });
});
