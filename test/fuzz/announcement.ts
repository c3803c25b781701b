import type { Draw } from "./draw";
import { NUMBERS, TEXTS } from "./hostile";

/** Where boards announce themselves. */
export const DISCOVERY_PORT = 8182;

/** As of the peer, but without its key (`firmware/pair/protocol.md`). */
export const ANNOUNCEMENT = ["pair2", "ESP32-B", "192.168.1.66", "82", "439041101", "?", "c".repeat(24), "-", "n".repeat(24), "f".repeat(24)];

/** The changes that are made to the words of an announcement. */
const CHANGES: ((draw: Draw, words: string[], at: number) => void)[] = [
  (draw, words, at) => (words[at] = draw.of(NUMBERS)),
  (draw, words, at) => (words[at] = draw.of(TEXTS)),
  (_draw, words, at) => words.splice(at, 1),
  (_draw, words, at) => words.splice(at, 0, words[at]),
  (draw, words) => words.push(...Array.from({ length: draw.size(200) }, () => "")),
  (draw, words, at) => (words[at] += draw.of(["\0", "\n", " ", "\xff", "9"]).repeat(draw.size(600))),
  (draw, words) => words.sort(() => draw.below(3) - 1)
];

/** A datagram for the discovery port: an announcement of a board that has another key, or what is none. */
export function drawAnnouncement(draw: Draw): Buffer {
  if (draw.oneIn(4)) return draw.bytes(draw.size(1400));
  const words = [...ANNOUNCEMENT];
  for (let count = draw.below(4); count > 0 && words.length; count--)
    draw.of(CHANGES)(draw, words, draw.below(words.length));
  const bytes = Buffer.from(words.join(" "), "latin1").subarray(0, 1400);
  return draw.oneIn(10) ? bytes.subarray(0, draw.below(bytes.length + 1)) : bytes;
}
