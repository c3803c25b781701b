import type { Draw } from "./draw";
import { NAMES, NUMBERS, TEXTS } from "./hostile";

/** A line of a head; without a name the first one, or one without a colon. */
interface Line {
  name?: string;
  value: string;
}

/** The paths that a stranger asks for. */
const PATHS = ["/", "/echo", "/ESP32-A", "/ESP32-B", "/?x=1", "/" + "x".repeat(300)];

const request = (draw: Draw): Line[] => [
  { value: `GET ${draw.of(PATHS)} HTTP/1.1` },
  { name: "Host", value: "board:81" },
  { name: "Upgrade", value: "websocket" },
  { name: "Connection", value: "Upgrade" },
  { name: "Sec-WebSocket-Key", value: draw.bytes(16).toString("base64") },
  { name: "Sec-WebSocket-Version", value: "13" },
  // Of the peer, but without its key (`firmware/pair/protocol.md`).
  ...(draw.oneIn(4) ? [{ name: "Authorization", value: `Pair 439041101 ${"n".repeat(24)} ${"f".repeat(24)}` }] : [])
];

/** The changes that are made to a head, each to a line of it. */
const CHANGES: ((draw: Draw, lines: Line[], at: number) => void)[] = [
  (draw, lines, at) => lines.splice(at, 0, { name: draw.of(NAMES), value: draw.of(TEXTS) }),
  (draw, lines, at) => (lines[at] = { ...lines[at], name: draw.of(NAMES) }),
  (draw, lines, at) => (lines[at] = { ...lines[at], value: draw.of([...NUMBERS, ...TEXTS]) }),
  (draw, lines, at) => (lines[at] = { ...lines[at], value: draw.of(["x", ", ", " ", "\t", "\xff"]).repeat(draw.size(4000)) }),
  (_draw, lines, at) => lines.splice(at, 1),
  (_draw, lines, at) => lines.splice(at, 0, lines[at]),
  (draw, lines, at) => lines.push(...lines.splice(at, 1 + draw.below(3))),
  (draw, lines, at) => {
    const { name, value } = lines[at];
    lines[at] = { value: `${name ?? ""}${draw.of(["", " :", "\t: ", " ", "::"])}${value}` };
  },
  (draw, lines, at) => {
    const { name = "", value } = lines[at];
    lines[at] = { name: draw.oneIn(2) ? name.toLowerCase() : name.toUpperCase(), value: value.toUpperCase() };
  },
  (draw, lines) => {
    for (let count = draw.size(200); count > 0; count--) lines.push({ name: draw.of(NAMES), value: "" });
  }
];

function change(draw: Draw, lines: Line[]): void {
  if (lines.length) draw.of(CHANGES)(draw, lines, draw.below(lines.length));
}

function bytesOf(draw: Draw, lines: Line[]): Buffer {
  const end = draw.oneIn(20) ? draw.of(["\n", "\r", "\r\r\n", ""]) : "\r\n";
  const head = lines.map(({ name, value }) => (name === undefined ? value : `${name}: ${value}`)).join(end) + end + end;
  const bytes = Buffer.from(head, "latin1");
  return draw.oneIn(20) ? bytes.subarray(0, draw.below(bytes.length)) : bytes;
}

/** A request for an upgrade, one of two as it should be. */
export function drawRequest(draw: Draw): Buffer {
  const lines = request(draw);
  if (draw.oneIn(2)) return bytesOf(draw, lines);
  for (let count = 1 + draw.below(3); count > 0; count--) change(draw, lines);
  return bytesOf(draw, lines);
}

/** A server's answer to a client that expects `accept`, one of four as it should be. */
export function drawAnswer(draw: Draw, accept: string): Buffer {
  const lines = [
    { value: draw.oneIn(4) ? `HTTP/1.1 ${draw.of(["200", "404", "503", "101", ...NUMBERS])} ${draw.of(TEXTS)}` : "HTTP/1.1 101 Switching Protocols" },
    { name: "Upgrade", value: "websocket" },
    { name: "Connection", value: "Upgrade" },
    { name: "Sec-WebSocket-Accept", value: accept }
  ];
  for (let count = draw.below(4); count > 0; count--) change(draw, lines);
  return bytesOf(draw, lines);
}
