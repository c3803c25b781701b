import assert from "node:assert/strict";
import { escapeText } from "../../firmware/console";
import { seededRandom } from "../../shims/random";

const bytes = (text: string): string => Buffer.from(text).toString("latin1");

describe("escapeText", () => {
  it("leaves ASCII and UTF-8 as they are", () => {
    for (const text of ["", "Received from ESP32-B: 1", "~ !\"\\", bytes("Grüße, κόσμε! 😀"), "x".repeat(200)])
      assert.equal(escapeText(text), text);
  });

  const escapes: [what: string, text: string, shown: string][] = [
    ["a line break", "1\r\nERROR: forged", "1\\x0d\\x0aERROR: forged"],
    ["a sequence that clears the screen", "\x1b[2J", "\\x1b[2J"],
    ["NUL, backspace, tab and DEL", "\0\b\t\x7f", "\\x00\\x08\\x09\\x7f"],
    ["C1 in UTF-8", bytes("\u0080\u009b2J\u009f\u00a0"), "\\xc2\\x80\\xc2\\x9b2J\\xc2\\x9f\xc2\xa0"],
    ["C1 as a byte, and all else that is no UTF-8", "\x9b2J\xff", "\\x9b2J\\xff"],
    ["a character that breaks off", "x\xc3", "x\\xc3"]
  ];
  for (const [what, text, shown] of escapes)
    it(`escapes ${what}`, () => {
      assert.equal(escapeText(text), shown);
    });

  it("cuts a long text, but no character in two, and says how long it was", () => {
    assert.equal(escapeText("x".repeat(16384)), `${"x".repeat(200)}... (16384 bytes)`);
    assert.equal(escapeText(bytes(`x${"ü".repeat(200)}`)), `${bytes(`x${"ü".repeat(99)}`)}... (401 bytes)`);
    assert.equal(escapeText("\xff".repeat(999)), `${"\\xff".repeat(200)}... (999 bytes)`);
  });

  it("lets no control character through, whatever comes", () => {
    const random = seededRandom(1);
    for (let i = 0; i < 5000; i++) {
      const text = Buffer.from(Array.from({ length: i % 12 }, () => (i % 2 ? random() : random() % 64 | 0xc0 - (random() & 0x40)) & 255)).toString("latin1");
      const shown = escapeText(text);
      assert.doesNotMatch(shown, /[\0-\x1f\x7f]/);
      // As a terminal reads it, whether it knows UTF-8 or not.
      assert.doesNotMatch(Buffer.from(shown, "latin1").toString(), /[\x80-\x9f\ufffd]/, JSON.stringify(text));
    }
  });
});
