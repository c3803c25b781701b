import { answered, close, echo, failed, FIRST, next, normal, one, ping, text, chopped, binary, binaryEcho, type Case } from "./case";
import { closePayload } from "./wire";

// Section 7 of the Autobahn testsuite, close handling, and section 10, big messages in small fragments.

const HELLO = "Hello World!";
/** Texts of many sizes. */
const many = Array.from({ length: 200 }, (_, i) => `message ${i} ${"x".repeat(i)}`);
const big = Buffer.alloc(65536, "*");

const order: Case[] = [
  one("7.1.1", "echoes a text, then answers the close frame after it", [text(HELLO), close(1000)], [echo(HELLO)], answered(1000)),
  one("7.1.2", "answers the first of two close frames", [close(1000), close(1000)], [], answered(1000)),
  one("7.1.3", "answers no ping after a close frame", [close(1000), ping()], [], answered(1000)),
  one("7.1.4", "echoes no text after a close frame", [close(1000), text(HELLO)], [], answered(1000)),
  one("7.1.5", "answers a close frame within a text, which it drops", [text("fragment1", FIRST), close(1000), next("fragment2")], [], answered(1000)),
  one("7.1.6", "echoes a big text, then answers the close frame after it", [text(big), close(1000), ping()], [echo(big)], answered(1000))
];

const payloads: Case[] = [
  one("7.3.1", "answers a close frame without payload", [close()], [], answered()),
  one("7.3.2", "refuses a close frame with a payload of one byte", [{ opcode: 8, payload: "a" }], [], failed(1002)),
  one("7.3.3", "answers a close code", [close(1000)], [], answered(1000)),
  one("7.3.4", "answers a close code with a reason", [close(1000, HELLO)], [], answered(1000)),
  one("7.3.5", "answers a close code with a reason of 123 bytes", [close(1000, Buffer.alloc(123, "*"))], [], answered(1000)),
  one("7.3.6", "refuses a reason of 124 bytes", [close(1000, Buffer.alloc(124, "*"))], [], failed(1002)),
  one("7.4.1", "refuses a close frame with a reserved bit", [{ ...close(1000), rsv: 4 }], [], failed(1002)),
  one("7.4.2", "refuses a close frame with the wrong masking", [{ ...close(1000), mask: "wrong" }], [], failed(1002)),
  one("7.4.3", "refuses a close frame with a length of 16 bits", [{ ...close(1000), lengthBytes: 3 }], [], failed(1002)),
  one("7.4.4", "refuses a close frame with a length of 64 bits", [{ ...close(1000), lengthBytes: 9 }], [], failed(1002)),
  one("7.4.5", "refuses a close frame in fragments", [{ ...close(1000), fin: false }, next("")], [], failed(1002)),
  one("7.4.6", "refuses a close frame that claims 2^40 bytes", [{ opcode: 8, claimed: 1n << 40n }], [], failed(1002)),
  one("7.4.7", "loses no close frame to bytes that come after a violation", [text("x", { rsv: 1 }), ...many.slice(0, 100).map((each) => text(each))], [], failed(1002)),
  one("7.5.1", "refuses a reason that is no UTF-8", [{ opcode: 8, payload: closePayload(1000, Buffer.from("cebae1bdb9cf83cebcceb5eda080656469746564", "hex")) }], [], failed(1007)),
  one("7.5.2", "refuses a reason cut within a character", [close(1000, Buffer.from("e282", "hex"))], [], failed(1007))
];

const VALID = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
const INVALID = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535];
const codes: Case[] = [
  ...VALID.map((code, i) => one(`7.7.${i + 1}`, `answers close code ${code}`, [close(code)], [], answered(code))),
  ...INVALID.map((code, i) => one(`7.9.${i + 1}`, `refuses close code ${code}`, [close(code)], [], failed(1002)))
];

function inFragments(size: number) {
  return Array.from({ length: Math.ceil(big.length / size) }, (_, i) => {
    const piece = big.subarray(i * size, (i + 1) * size);
    const fin = (i + 1) * size >= big.length;
    return i ? next(piece, { fin }) : text(piece, { fin });
  });
}

const bytes = Buffer.from(Array.from({ length: 20000 }, (_, i) => (i * 7919) & 255));
const bigOnes: Case[] = [
  one("10.1.1", "joins 65536 bytes of fragments of 1300", inFragments(1300), [echo(big)]),
  chopped(one("", "joins 65536 bytes of fragments of 1300", inFragments(1300), [echo(big)], normal), "10.1.2", 613),
  one("10.2.1", "echoes 200 texts in one write", many.map((each) => text(each)), many.map(echo)),
  chopped(one("", "echoes 200 texts", many.map((each) => text(each)), many.map(echo)), "10.2.2", 41),
  ...[1, 7, 535, 536, 537, 1460].map((chop, i) =>
    chopped(
      one("", "echoes 20000 bytes", [binary(bytes.subarray(0, chop < 9 ? 2000 : 20000))], [binaryEcho(bytes.subarray(0, chop < 9 ? 2000 : 20000))]),
      `10.3.${i + 1}`,
      chop
    )
  )
];

export const closingCases = [...order, ...payloads, ...codes, ...bigOnes];
