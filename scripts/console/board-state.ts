import type { BoardId } from "../settings";

/** What a board says about itself. */
export interface BoardState {
  /** Of the script that runs, as in `a-3f2a9c1`; "" if it is no build of ours. */
  build: string;
  /** The CRC-32 of the boot program in flash. */
  bootChecksum: number;
  /** Espruino's, as in `2v29`. */
  version: string;
  usedVars: number;
  totalVars: number;
  /** "" while there is none. */
  address: string;
  /** Why it lost its network the last time, or could not join it: the driver's words and its number. */
  lost: string;
  /** The network that it joined; "" if it did not, or is one itself. */
  ssid: string;
  /** It was told to start anew, and has not done so yet. */
  restartDue: boolean;
}

/** What there is for a script on a board, and what else would run. */
export interface BoardRoom {
  /** The modules that are needed and not there. */
  missing: string[];
  totalVars: number;
  freeBytes: number;
  /** Of deleted files: free after a compaction. */
  trashBytes: number;
  /** Files that run at a start and are not of ours: beside the boot program, or in its place. */
  foreign: string[];
}

const NEEDED_MODULES = ["Wifi", "net", "dgram", "crypto"];

/** The least version: its release is what the types in `firmware/types/` are held to. */
const LEAST_VERSION = [2, 20];

/**
 * The files that Espruino runs or loads at a start beside `.bootcde` (`jsflash.c`): in place of it, before it, at
 * power-on only, and the state that `save()` wrote.
 */
export const NOT_OURS = [".bootrst", ".boot0", ".boot1", ".boot2", ".boot3", ".bootPowerOn", ".varimg"];

/** How a program begins that a deploy writes there. */
export const OURS = "(function(/*deploy*/";

/** Expressions for `askBoard`; short, as a serial port loses what does not fit into the board's buffer. */
export const STATE =
  '(function(S,m,s,w){try{s=status()}catch(e){s={}}try{w=require("Wifi").getDetails().ssid}catch(e){}' +
  'return[global.build||"",E.CRC32(S.read(".bootcde")||""),process.env.VERSION,m.usage,m.total,s.address||"",' +
  's.wifi||"",w||"",global.restartDue||0]})(require("Storage"),process.memory())';
export const ROOM =
  `(function(S){return[${JSON.stringify(NEEDED_MODULES)}.filter(function(n){try{require(n)}catch(e){return 1}}),` +
  "process.memory().total,S.getFree(),S.getStats?S.getStats().trashBytes:0," +
  `${JSON.stringify(NOT_OURS)}.filter(function(f,i,a,t){t=S.read(f)||"";` +
  `return t&&t[0]!="\\xff"&&t.substr(0,${OURS.length})!="${OURS}"})]})(require("Storage"))`;

export function parseState(answer: unknown): BoardState {
  const [build, bootChecksum, version, usedVars, totalVars, address, lost, ssid, restartDue] = answer as [
    string, number, string, number, number, string, string, string, number
  ];
  return { build, bootChecksum, version, usedVars, totalVars, address, lost, ssid, restartDue: !!restartDue };
}

export function parseRoom(answer: unknown): BoardRoom {
  const [missing, totalVars, freeBytes, trashBytes, foreign] = answer as [string[], number, number, number, string[]];
  return { missing, totalVars, freeBytes, trashBytes, foreign };
}

/** Whether a version such as `2v29.277` is recent enough. */
export function isRecent(version: string): boolean {
  const [, major, minor] = /^(\d+)v(\d+)/.exec(version) ?? [];
  return +major > LEAST_VERSION[0] || (+major === LEAST_VERSION[0] && +minor >= LEAST_VERSION[1]);
}

/** Whether a build is the other board's. */
export function isOfOther(board: BoardId, build: string): boolean {
  return build.startsWith(board === "a" ? "b-" : "a-");
}

/** A build in words: `ESP32-A's build 3f2a9c1`. */
export function buildName(build: string): string {
  const [, board, id] = /^([ab])-(.*)$/.exec(build) ?? [];
  return board ? `ESP32-${board.toUpperCase()}'s build ${id}` : "no build of ours";
}
