import assert from "node:assert/strict";
import { utf8Rest } from "../../../firmware/ws/utf8";
import { seededRandom } from "../../../shims/random";
import { hex } from "./shimmed";

/** What must come: by Node's own decoder. */
function model(bytes: Buffer): string | undefined {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    decoder.decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
  for (let rest = 0; rest < 4; rest++) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, bytes.length - rest));
      return bytes.toString("latin1", bytes.length - rest);
    } catch {
      // The character that it ends with is longer.
    }
  }
  throw new Error(`no answer for ${bytes.toString("hex")}`);
}

function check(bytes: Buffer): void {
  assert.equal(utf8Rest(bytes.toString("latin1")), model(bytes), bytes.toString("hex"));
}

describe("utf8Rest", () => {
  it("passes ASCII, also without a character", () => {
    assert.equal(utf8Rest(""), "");
    assert.equal(utf8Rest("Hello\0\x7f"), "");
  });

  it("returns the beginning of a character that the text ends with", () => {
    assert.equal(utf8Rest(hex("61 ce")), hex("ce"));
    assert.equal(utf8Rest(hex("61 e2 82")), hex("e2 82"));
    assert.equal(utf8Rest(hex("61 f0 9f 98")), hex("f0 9f 98"));
    assert.equal(utf8Rest(hex("61 f0 9f 98 80")), "");
  });

  it("agrees with Node's decoder on every string of one and two bytes", () => {
    for (let a = 0; a < 256; a++) {
      check(Buffer.from([a]));
      for (let b = 0; b < 256; b++) check(Buffer.from([a, b]));
    }
  });

  it("agrees with Node's decoder on bytes at the limits, in strings of three to five", () => {
    const limits = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff];
    const random = seededRandom(3);
    const some = () => limits[(random() >>> 0) % limits.length];
    for (const a of limits) for (const b of limits) for (const c of limits) check(Buffer.from([a, b, c]));
    for (let i = 0; i < 20000; i++) check(Buffer.from([some(), some(), some(), some(), some()].slice(0, 4 + (i & 1))));
  });

  it("agrees with Node's decoder on texts cut and changed at random", () => {
    const random = seededRandom(4);
    const text = Buffer.from("κόσμε – Grüße, 世界 and 😀 at the end");
    for (let i = 0; i < 5000; i++) {
      const bytes = Buffer.from(text.subarray((random() >>> 0) % 20, 20 + ((random() >>> 0) % 40)));
      if (bytes.length && i & 1) bytes[(random() >>> 0) % bytes.length] = random() & 255;
      check(bytes);
    }
  });

  it("finds a violation at every split point of a text, in one of its two pieces", () => {
    const bad = Buffer.from("κόσμε\xed\xa0\x80edited", "latin1");
    const whole = Buffer.concat([Buffer.from("κόσμε"), bad.subarray(5)]).toString("latin1");
    for (let at = 0; at <= whole.length; at++) {
      const rest = utf8Rest(whole.slice(0, at));
      if (rest !== undefined) assert.equal(utf8Rest(rest + whole.slice(at)), undefined, `split at ${at}`);
    }
  });
});
