import { chopped, echo, FIRST, next, one, text, failed, type Case } from "./case";

// Section 6 of the Autobahn testsuite: UTF-8 handling. Bytes are written in hex, as they are there.

const hex = (digits: string) => Buffer.from(digits.replace(/ /g, ""), "hex");

const KOSME = hex("ce ba e1 bd b9 cf 83 ce bc ce b5");
const SURROGATE = hex("ed a0 80");
const EDITED = Buffer.from("edited");
const BAD = Buffer.concat([KOSME, SURROGATE, EDITED]);
const BEYOND = Buffer.concat([KOSME, hex("f4 90 80 80"), EDITED]);
const GREETING = Buffer.from("Hello-µ@ßöäüàá-UTF-8!!");

/** One byte a fragment. */
function byteByByte(payload: Buffer) {
  return [...payload].map((byte, i) => {
    const fin = i === payload.length - 1;
    return i ? next(Buffer.from([byte]), { fin }) : text(Buffer.from([byte]), { fin });
  });
}

const basic: Case[] = [
  one("6.1.1", "echoes a text without a byte", [text("")], [echo("")]),
  one("6.1.2", "joins three fragments without a byte", [text("", FIRST), next("", FIRST), next("")], [echo("")]),
  one("6.1.3", "joins fragments of which one has bytes", [text("", FIRST), next("middle", FIRST), next("")], [echo("middle")]),
  one("6.2.1", "echoes UTF-8 in one frame", [text(GREETING)], [echo(GREETING)]),
  one("6.2.2", "joins UTF-8 cut between characters", [text(GREETING.subarray(0, 6), FIRST), next(GREETING.subarray(6))], [echo(GREETING)]),
  one("6.2.3", "joins UTF-8 cut into single bytes", byteByByte(GREETING), [echo(GREETING)]),
  one("6.2.4", "joins characters of two and three bytes cut into single bytes", byteByByte(KOSME), [echo(KOSME)]),
  one("6.3.1", "refuses a surrogate within a text", [text(BAD)], [], failed(1007)),
  one("6.3.2", "refuses a surrogate cut into single bytes", byteByByte(BAD), [], failed(1007)),
  one("6.4.1", "refuses a fragment with a byte that cannot be, before the rest", [text(BEYOND, FIRST)], [], failed(1007)),
  one("6.4.2", "refuses a fragment that ends within a character that cannot be", [text(BEYOND.subarray(0, 13), FIRST)], [], failed(1007)),
  // Autobahn's 6.4.3 and 6.4.4: the frame is not complete when it is refused.
  one("6.4.3", "refuses a frame by its first bytes, before the rest", [text(BEYOND, { claimed: 120 })], [], failed(1007)),
  chopped(one("", "refuses a frame by its first bytes, before the rest", [text(BEYOND.subarray(0, 13), { claimed: 120 })], [], failed(1007)), "6.4.4", 1)
];

/** Section, and the byte strings of its cases. */
const valid: [string, string[]][] = [
  ["6.5", ["68656c6c6f24776f726c64", "68656c6c6fc2a2776f726c64", "68656c6c6fe282ac776f726c64", "68656c6c6ff0a4ada2776f726c64"]],
  ["6.6", ["ceba", "cebae1bdb9", "cebae1bdb9cf83", "cebae1bdb9cf83cebc", "cebae1bdb9cf83cebcceb5"]],
  ["6.7", ["00", "c280", "e0a080", "f0908080"]],
  ["6.9", ["7f", "dfbf", "efbfbf", "f48fbfbf"]],
  ["6.11", ["ed9fbf", "ee8080", "efbfbd", "f48fbfbf"]],
  ["6.22", ["efbfbe", "efbfbf", ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((plane) => [nonCharacter(plane, 0xe), nonCharacter(plane, 0xf)])]],
  ["6.23", ["efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf"]]
];

/** U+nFFFE and U+nFFFF are no characters, but their UTF-8 is valid. */
function nonCharacter(plane: number, last: number): string {
  return Buffer.from(String.fromCodePoint(plane * 0x10000 + 0xfff0 + last)).toString("hex");
}

const invalid: [string, string[]][] = [
  ["6.6i", ["ce", "cebae1", "cebae1bd", "cebae1bdb9cf", "cebae1bdb9cf83ce", "cebae1bdb9cf83cebcce"]],
  ["6.8", ["f888808080", "fc8480808080"]],
  ["6.10", ["f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"]],
  ["6.12", ["f4908080", "f5808080"]],
  ["6.13", ["80", "bf", "80bf", "80bf80", "80bf80bf", "80bf80bf80", "80bf80bf80bf", "80bf80bf80bfbe", Buffer.from(Array.from({ length: 64 }, (_, i) => 128 + i)).toString("hex")]],
  ["6.14", [spaced(0xc0, 0xdf), spaced(0xe0, 0xef), spaced(0xf0, 0xf7), spaced(0xf8, 0xfb), spaced(0xfc, 0xfd), "c020", "e020", "f020", "f820", "fc20"]],
  ["6.15", ["c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf"]],
  ["6.16", ["c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf"]],
  ["6.17", ["fe", "ff", "fefeffff"]],
  ["6.18", ["c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"]],
  ["6.19", ["c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"]],
  ["6.20", ["c080", "e08080", "f0808080", "f880808080", "fc8080808080"]],
  ["6.21", ["eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf", "eda080edb080", "eda080edbfbf", "edadbfedb080", "edadbfedbfbf", "edae80edb080", "edafbfedbfbf"]]
];

/** Every first byte of a range, each followed by a space instead of the rest of its character. */
function spaced(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, i) => (from + i).toString(16) + "20").join("");
}

const byBytes = [
  ...valid.flatMap(([section, all]) =>
    all.map((digits, i) => one(`${section}.${i + 1}`, `echoes ${digits}`, [text(hex(digits))], [echo(hex(digits))]))
  ),
  ...invalid.flatMap(([section, all]) =>
    all.map((digits, i) => one(`${section}.${i + 1}`, `refuses ${digits}`, [text(hex(digits))], [], failed(1007)))
  )
];

export const utf8Cases = [...basic, ...byBytes];
