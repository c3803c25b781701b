import { binary, binaryEcho, chopped, echo, FIRST, next, one, ping, pong, pongEcho, text } from "./case";
import { failed, type Case } from "./case";

// Sections 1 to 5 of the Autobahn testsuite: framing, pings and pongs, reserved bits, opcodes, fragments.

const SIZES = [0, 125, 126, 127, 128, 65535, 65536];
const stars = (size: number) => Buffer.alloc(size, "*");
const bytes = (size: number) => Buffer.alloc(size, 0xfe);

const framing: Case[] = [
  ...SIZES.map((size, i) =>
    one(`1.1.${i + 1}`, `echoes a text of ${size} bytes`, [text(stars(size))], [echo(stars(size))])
  ),
  chopped(one("", "echoes a text of 65536 bytes", [text(stars(65536))], [echo(stars(65536))]), "1.1.8", 997),
  ...SIZES.map((size, i) =>
    one(`1.2.${i + 1}`, `echoes ${size} bytes`, [binary(bytes(size))], [binaryEcho(bytes(size))])
  ),
  chopped(one("", "echoes 65536 bytes", [binary(bytes(65536))], [binaryEcho(bytes(65536))]), "1.2.8", 997)
];

const odd = Buffer.from([0, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0, 0xff]);
const tenPings = Array.from({ length: 10 }, (_, i) => `payload-${i}`);
const pings: Case[] = [
  one("2.1", "answers a ping without payload", [ping()], [pongEcho()]),
  one("2.2", "answers a ping with a text", [ping("Hello, world!")], [pongEcho("Hello, world!")]),
  one("2.3", "answers a ping with bytes that are no text", [ping(odd)], [pongEcho(odd)]),
  one("2.4", "answers a ping of 125 bytes", [ping(bytes(125))], [pongEcho(bytes(125))]),
  one("2.5", "refuses a ping of 126 bytes", [ping(bytes(126))], [], failed(1002)),
  chopped(one("", "answers a ping of 125 bytes", [ping(bytes(125))], [pongEcho(bytes(125))]), "2.6", 1),
  one("2.7", "ignores an unasked pong without payload", [pong()], []),
  one("2.8", "ignores an unasked pong", [pong("unsolicited pong payload")], []),
  one("2.9", "ignores an unasked pong, then answers a ping", [pong("no"), ping("yes")], [pongEcho("yes")]),
  one(
    "2.10",
    "answers ten pings in their order",
    tenPings.map((payload) => ping(payload)),
    tenPings.map(pongEcho)
  ),
  chopped(
    one("", "answers ten pings in their order", tenPings.map((payload) => ping(payload)), tenPings.map(pongEcho)),
    "2.11",
    1
  )
];

const HELLO = "Hello, world!";
const reserved: Case[] = [
  one("3.1", "refuses a text with RSV 1", [text(HELLO, { rsv: 1 })], [], failed(1002)),
  one(
    "3.2",
    "echoes a text, then refuses one with RSV 2, and answers no ping after it",
    [text(HELLO), text(HELLO, { rsv: 2 }), ping()],
    [echo(HELLO)],
    failed(1002)
  ),
  chopped(
    one(
      "",
      "echoes a text, then refuses one with RSV 3",
      [text(HELLO), text(HELLO, { rsv: 3 }), ping()],
      [echo(HELLO)],
      failed(1002)
    ),
    "3.3",
    7
  ),
  chopped(
    one(
      "",
      "echoes a text, then refuses one with RSV 4",
      [text(HELLO), text(HELLO, { rsv: 4 }), ping()],
      [echo(HELLO)],
      failed(1002)
    ),
    "3.4",
    1
  ),
  one("3.5", "refuses bytes with RSV 5", [binary(odd, { rsv: 5 })], [], failed(1002)),
  one("3.6", "refuses a ping with RSV 6", [ping(HELLO, { rsv: 6 })], [], failed(1002)),
  one("3.7", "refuses a close frame with RSV 7", [{ opcode: 8, rsv: 7 }], [], failed(1002))
];

const opcodes: Case[] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode, i) => {
  const section = opcode < 8 ? "4.1" : "4.2";
  const number = (i % 5) + 1;
  const frames = [{ opcode, payload: i % 2 ? "reserved opcode payload" : "" }];
  const after = one(
    `${section}.${number}`,
    `echoes a text, then refuses opcode ${opcode}`,
    [text(HELLO), ...frames, ping()],
    [echo(HELLO)],
    failed(1002)
  );
  if (number < 3) return one(after.id, `refuses opcode ${opcode}`, frames, [], failed(1002));
  return number === 3 ? after : chopped(after, after.id, number === 4 ? 5 : 1);
});

const a = "fragment1";
const b = "fragment2";
const ab = echo(a + b);
const inTwo = [text(a, FIRST), next(b)];
const pinged = [text(a, FIRST), ping("ping payload"), next(b)];
const pongAndText = [pongEcho("ping payload"), ab];
const five = ["fragment1", "fragment2", "fragment3", "fragment4", "fragment5"];
const stray = [next("non-continuation", FIRST), text("hello")];
const strayEnd = [next("non-continuation"), text("hello")];
const pingsWithin = [
  text(five[0], FIRST),
  next(five[1], FIRST),
  ping("pongme 1!"),
  next(five[2], FIRST),
  next(five[3], FIRST),
  ping("pongme 2!"),
  next(five[4])
];
const pongsAndText = [pongEcho("pongme 1!"), pongEcho("pongme 2!"), echo(five.join(""))];

const fragments: Case[] = [
  one("5.1", "refuses a ping in two fragments", [ping(a, FIRST), next(b)], [], failed(1002)),
  one("5.2", "refuses a pong in two fragments", [{ ...pong(a), fin: false }, next(b)], [], failed(1002)),
  one("5.3", "joins a text of two fragments", inTwo, [ab]),
  chopped(one("", "joins a text of two fragments", inTwo, [ab]), "5.4", 9),
  chopped(one("", "joins a text of two fragments", inTwo, [ab]), "5.5", 1),
  one("5.6", "answers a ping between two fragments before it echoes them", pinged, pongAndText),
  chopped(one("", "answers a ping between two fragments", pinged, pongAndText), "5.7", 9),
  chopped(one("", "answers a ping between two fragments", pinged, pongAndText), "5.8", 1),
  one("5.9", "refuses a continuation of nothing", strayEnd, [], failed(1002)),
  chopped(one("", "refuses a continuation of nothing", strayEnd, [], failed(1002)), "5.10", 5),
  chopped(one("", "refuses a continuation of nothing", strayEnd, [], failed(1002)), "5.11", 1),
  one("5.12", "refuses a continuation of nothing that is to go on", stray, [], failed(1002)),
  chopped(one("", "refuses a continuation of nothing that is to go on", stray, [], failed(1002)), "5.13", 5),
  chopped(one("", "refuses a continuation of nothing that is to go on", stray, [], failed(1002)), "5.14", 1),
  one(
    "5.15",
    "echoes a text of two fragments, then refuses a continuation of nothing",
    [...inTwo, next("fragment3", FIRST), text("fragment4")],
    [ab],
    failed(1002)
  ),
  ...[FIRST, {}].map((fin, i) =>
    one(
      `5.${16 + i}`,
      "refuses a continuation of nothing before a text of two fragments",
      [next(a, fin), text(b, FIRST), next("fragment3"), next(a, fin), text(b, FIRST), next("fragment3")],
      [],
      failed(1002)
    )
  ),
  one("5.18", "refuses a second text within a text", [text(a, FIRST), text(b)], [], failed(1002)),
  one("5.19", "answers pings within a text of five fragments", pingsWithin, pongsAndText),
  {
    ...one("5.20", "answers pings within a text of five fragments, written one by one", [], pongsAndText),
    steps: pingsWithin.map((frame) => ({ send: [frame] }))
  },
  one("5.21", "joins bytes of two fragments", [binary(odd, FIRST), next(odd)], [binaryEcho(Buffer.concat([odd, odd]))]),
  one("5.22", "joins fragments without a byte", [text("", FIRST), next("", FIRST), next("")], [echo("")]),
  one("5.23", "refuses a binary frame within a text", [text(a, FIRST), binary(b)], [], failed(1002))
];

const lengths: Case[] = [
  one("1.3.1", "refuses 125 bytes with a length of 16 bits", [text(stars(125), { lengthBytes: 3 })], [], failed(1002)),
  one("1.3.2", "refuses 125 bytes with a length of 64 bits", [text(stars(125), { lengthBytes: 9 })], [], failed(1002)),
  one("1.3.3", "refuses 65535 bytes with a length of 64 bits", [text(stars(65535), { lengthBytes: 9 })], [], failed(1002)),
  one("1.3.4", "refuses a length with its highest bit set", [binary("", { claimed: 1n << 63n })], [], failed(1002)),
  one("1.3.5", "refuses a ping with a length of 16 bits", [ping("", { lengthBytes: 3 })], [], failed(1002)),
  one("1.3.6", "refuses the wrong masking", [text("", { mask: "wrong" })], [], failed(1002)),
  one("1.3.7", "refuses a ping with the wrong masking", [ping("", { mask: "wrong" })], [], failed(1002)),
  one("1.4.1", "echoes a text, then refuses one of too many bytes by its header", [text(HELLO), text("", { claimed: 65537 })], [echo(HELLO)], failed(1009)),
  one("1.4.2", "refuses a length of 2^40 by its header", [binary("", { claimed: 1n << 40n })], [], failed(1009)),
  one("1.4.3", "refuses fragments that join to too many bytes", [text(stars(65530), FIRST), next("", { claimed: 7 })], [], failed(1009)),
  one("1.4.4", "takes fragments that join to as many bytes as may be", [binary(bytes(65530), FIRST), next(bytes(6))], [binaryEcho(bytes(65536))])
];

export const framingCases = [...framing, ...lengths, ...pings, ...reserved, ...opcodes, ...fragments];
