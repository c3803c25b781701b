import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { seededRandom } from "../../../shims/random";
import { createFakeBoard } from "../../support/fake-board";

type Key = typeof import("../../../firmware/pair/key");

function load(pairKey: string, seed = 1): Key {
  return createFakeBoard(seed).firmware({ pairKey }).load<Key>("pair/key");
}

describe("the pair key's codes", () => {
  it("are HMAC-SHA256, the first 144 bits in base64 (RFC 4231, test case 2)", () => {
    const code = load("Jefe").codeOf("what do ya want for nothing?");
    assert.equal(Buffer.from(code, "base64").toString("hex"), "5bdcc146bf60754e6a042426089575c75a00");
  });

  it("are those of Node's HMAC for keys of every length and random texts", () => {
    const random = seededRandom(7);
    const textOf = (length: number): string =>
      String.fromCharCode(...Array.from({ length }, () => 1 + ((random() >>> 0) % 255)));
    for (let length = 0; length <= 64; length++) {
      const key = textOf(length);
      const text = textOf((random() >>> 0) % 300);
      const hmac = createHmac("sha256", Buffer.from(key, "latin1")).update(text, "latin1").digest("base64");
      assert.equal(load(key).codeOf(text), hmac.slice(0, 24), `key of ${length}`);
    }
  });
});

describe("nonces", () => {
  it("are 24 characters of base64, each another one, even if time stands still", () => {
    const { newNonce } = load("key");
    const nonces = Array.from({ length: 1000 }, newNonce);
    assert.equal(new Set(nonces).size, 1000);
    for (const nonce of nonces) assert.match(nonce, /^[A-Za-z0-9+/]{24}$/);
  });

  it("are others after each start, by the random numbers or by the time", () => {
    const first = load("key").newNonce();
    assert.notEqual(load("key", 2).newNonce(), first);
    const later = createFakeBoard();
    later.clock.pass(1);
    assert.notEqual(later.firmware({ pairKey: "key" }).load<Key>("pair/key").newNonce(), first);
  });

  it("cannot be told without the key, from the same time and random numbers", () => {
    assert.notEqual(load("key").newNonce(), load("other key").newNonce());
  });
});
