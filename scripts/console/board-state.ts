/** What a board says about itself. */
export interface BoardState {
  /** Of the script that runs, as in `a-3f2a9c1`; "" if it is no build of ours. */
  build: string;
  /** Of the script in flash. */
  flashed: string;
  /** Espruino's, as in `2v29`. */
  version: string;
  usedVars: number;
  totalVars: number;
  /** "" while there is none. */
  address: string;
  /** Why it lost its network the last time, or could not join it: the driver's words and its number. */
  lost: string;
}

/** What there is for a script on a board that runs none. */
export interface BoardRoom {
  /** The modules that are needed and not there. */
  missing: string[];
  freeVars: number;
  totalVars: number;
  /** The old script's place counts as free, and so do files that were deleted: Espruino tidies up by itself. */
  freeBytes: number;
}

const NEEDED_MODULES = ["Wifi", "net", "dgram", "crypto"];

/** The least version: its release is what the types in `firmware/types/` are held to. */
const LEAST_VERSION = [2, 20];

/** Expressions for `askBoard`; short, as a serial port loses what does not fit into the board's buffer. */
export const STATE =
  '(function(m,s){try{s=status()}catch(e){s={}}return[global.build||"",(require("Storage").read(".bootcde")||"")' +
  '.substr(-40),process.env.VERSION,m.usage,m.total,s.address||"",s.wifi||""]})(process.memory())';
export const ROOM =
  `(function(S,m){return[${JSON.stringify(NEEDED_MODULES)}.filter(function(n){try{require(n)}catch(e){return 1}}),` +
  'm.free,m.total,S.getFree()+(S.getStats?S.getStats().trashBytes:0)+(S.read(".bootcde")||"").length]})' +
  '(require("Storage"),process.memory())';

export function parseState(answer: unknown): BoardState {
  const [build, script, version, usedVars, totalVars, address, lost] = answer as [
    string, string, string, number, number, string, string
  ];
  const flashed = /build="([ab]-[0-9a-f]{7})"/.exec(script)?.[1] ?? "";
  return { build, flashed, version, usedVars, totalVars, address, lost };
}

export function parseRoom(answer: unknown): BoardRoom {
  const [missing, freeVars, totalVars, freeBytes] = answer as [string[], number, number, number];
  return { missing, freeVars, totalVars, freeBytes };
}

/** Whether a version such as `2v29.277` is recent enough. */
export function isRecent(version: string): boolean {
  const [, major, minor] = /^(\d+)v(\d+)/.exec(version) ?? [];
  return +major > LEAST_VERSION[0] || (+major === LEAST_VERSION[0] && +minor >= LEAST_VERSION[1]);
}

/** A build in words: `ESP32-A's build 3f2a9c1`. */
export function buildName(build: string): string {
  const [, board, id] = /^([ab])-(.*)$/.exec(build) ?? [];
  return board ? `ESP32-${board.toUpperCase()}'s build ${id}` : "no build of ours";
}
