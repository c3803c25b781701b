import assert from "node:assert/strict";
import { createFakeBoard, SETTINGS_B } from "../../support/fake-board";

type Handshake = typeof import("../../../firmware/pair/handshake");
type PairRequest = import("../../../firmware/pair/handshake").PairRequest;

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** Board A's client and board B's server, unless settings say otherwise. */
function setUp(settingsA = {}, settingsB = {}) {
  const board = createFakeBoard();
  const a = board.firmware(settingsA).load<Handshake>("pair/handshake");
  const b = board.firmware({ ...SETTINGS_B, ...settingsB }).load<Handshake>("pair/handshake");
  return { a, b };
}

function request(authorization?: string, key = KEY): PairRequest {
  return { headers: { "sec-websocket-key": key, ...(authorization !== undefined && { authorization }) } };
}

/** The value of the one header line of an answer. */
function valueOf({ reply = "" }: PairRequest, name: string): string {
  const [, found, value] = /^([^:]+): (.*)\r\n$/.exec(reply) ?? assert.fail(`no header in ${JSON.stringify(reply)}`);
  assert.equal(found, name);
  return value;
}

describe("the handshake of a pair", () => {
  it("proves each board to the other, and tells the boot IDs", () => {
    const { a, b } = setUp();
    const nonce = b.serverNonce();
    const asked = request(a.authorization(KEY, nonce));
    assert.equal(b.judge(asked), "");
    assert.match(asked.peerBoot ?? "", /^\d{1,10}$/);
    assert.match(a.provenBoot(valueOf(asked, "Authentication-Info"), KEY, nonce), /^\d{1,10}$/);
  });

  it("begins with the server's nonce where the client does not know it", () => {
    const { a, b } = setUp();
    const first = request(a.authorization(KEY, ""));
    assert.equal(b.judge(first), "401 Unauthorized");
    assert.equal(first.peerBoot, undefined);
    const nonce = a.nonceIn(valueOf(first, "WWW-Authenticate"));
    assert.equal(nonce, b.serverNonce());
    assert.equal(b.judge(request(a.authorization(KEY, nonce))), "");
  });

  it("cannot be replayed: a nonce is good for one link", () => {
    const { a, b } = setUp();
    const recorded = a.authorization(KEY, b.serverNonce());
    assert.equal(b.judge(request(recorded)), "");
    for (let times = 0; times < 3; times++) {
      const replayed = request(recorded);
      assert.equal(b.judge(replayed), "401 Unauthorized");
      assert.equal(replayed.peerBoot, undefined);
    }
  });

  it("keeps its nonce while others fail, so that nobody can hold off the peer", () => {
    const { a, b } = setUp();
    const nonce = b.serverNonce();
    const authorization = a.authorization(KEY, nonce);
    for (const given of ["Pair 1 - -", `Pair 1 ${nonce} ${"x".repeat(24)}`, "Basic me"]) b.judge(request(given));
    assert.equal(b.judge(request(authorization)), "");
  });

  it("is refused if the proof is for another Sec-WebSocket-Key, boot ID or key", () => {
    const { a, b } = setUp();
    const other = setUp({ pairKey: "other" }).a;
    const nonce = b.serverNonce();
    const given = a.authorization(KEY, nonce);
    for (const bad of [
      request(given, "AAAAAAAAAAAAAAAAAAAAAA=="),
      request(given.replace(/^Pair \d+/, "Pair 1")),
      request(other.authorization(KEY, nonce))
    ]) {
      assert.equal(b.judge(bad), "403 Another key");
      assert.equal(bad.peerBoot, undefined);
    }
  });

  it("takes whoever does not try to prove anything for a guest", () => {
    const { b } = setUp();
    for (const given of [undefined, "", "Pair", "Pair 1 2", "Pair 1 2 3 4", "pair 1 2 3", "Basic a b c", "\0\xff ".repeat(99)]) {
      const asked = request(given);
      assert.deepEqual([b.judge(asked), asked.peerBoot, asked.reply], ["", undefined, undefined], given);
    }
  });

  it("cannot be reflected: a board's own proofs prove nothing to it", () => {
    const { a } = setUp();
    const nonce = a.serverNonce();
    const own = a.authorization(KEY, nonce);
    assert.equal(a.judge(request(own)), "403 Another key");
    const [, boot, , proof] = own.split(" ");
    assert.equal(a.provenBoot(`Pair ${boot} ${proof}`, KEY, nonce), "");
  });

  it("is not believed of a server without proof, with that of another request, or of another key", () => {
    const { a, b } = setUp();
    const nonce = b.serverNonce();
    const asked = request(a.authorization(KEY, nonce));
    b.judge(asked);
    const info = valueOf(asked, "Authentication-Info");
    for (const [given, key, used] of [
      [undefined, KEY, nonce],
      ["", KEY, nonce],
      ["Pair 1", KEY, nonce],
      [info.replace(/^Pair \d+/, "Pair 1"), KEY, nonce],
      [info, "AAAAAAAAAAAAAAAAAAAAAA==", nonce],
      [info, KEY, b.serverNonce()]
    ])
      assert.equal(a.provenBoot(given, key as string, used as string), "", given);
    assert.equal(setUp({ pairKey: "other" }).a.provenBoot(info, KEY, nonce), "");
  });

  it("takes only 24 characters for a nonce, as they go into the next request", () => {
    const { a } = setUp();
    for (const given of [undefined, "", "Pair", "Pair x", `Basic ${"x".repeat(24)}`, `Pair ${"x".repeat(25)}`, `Pair ${"x".repeat(24)} x`])
      assert.equal(a.nonceIn(given), "", given);
    assert.equal(a.nonceIn(`Pair ${"x".repeat(24)}`), "x".repeat(24));
  });
});
