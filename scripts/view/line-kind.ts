import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/**
 * What a line of a board's console says, as far as the view cares:
 * - `gap`: numbers are missing; `restart`: the peer began anew
 * - `lost`: a link or the network is gone; `up`: it is there
 * - `error`: printed by the interpreter
 * - `typed`: the echo of a statement
 */
export type LineKind = "number" | "gap" | "restart" | "lost" | "up" | "error" | "typed" | "other";

/** The lines are those of `firmware/`; what is most frequent comes first. */
const patterns: [LineKind, RegExp][] = [
  ["number", /^(Received from|Message from) .*: \d+$/],
  ["gap", /^Missing from /],
  ["restart", /^Restarted: /],
  ["lost", /^(Server|Client): .* (lost after |not reached: )|^(WiFi|Server): .*; next try in /],
  ["up", /^(Server|Client): .* connected$|^WiFi: (access point .*, )?\d+\.\d+\.\d+\.\d+|^Discovery: .* at /],
  ["error", /^(Uncaught|ERROR:|WARNING:|Execution Interrupted)|FIFO_FULL|LOW_MEMORY|OUT OF MEMORY/],
  ["typed", /^>/]
];

export function kindOf(text: string): LineKind {
  return patterns.find(([, pattern]) => pattern.test(text))?.[0] ?? "other";
}

/** How a kind looks; what is not here has the colour of its board. */
export const STYLES: Partial<Record<LineKind, Style>> = {
  gap: ["bold", "white", "bgRed"],
  restart: ["bold", "white", "bgMagenta"],
  lost: "red",
  up: "green",
  error: ["bold", "red"],
  typed: "bold"
};

/** In front of what must be seen, also where there are no colours. */
export function marked(text: string, kind: LineKind): string {
  return kind === "gap" || kind === "restart" ? `! ${text}` : text;
}
