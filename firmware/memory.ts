import { every } from "./clock";
import { say } from "./console";
import type { Timer } from "./timer";

// What leaks in the driver (`wifi-events.ts`) and anything else that uses up memory ends in a restart that is announced,
// not in a crash.

const CHECK_MS = 10000;
/** Free memory is low below this part of all of it: 490 JsVars of 5,886, of which a message may need all for a moment. */
const LOW = 1 / 12;
/** So many checks in a row have to find it low. */
const CHECKS = 3;
/** For the line to leave the board. */
const FAREWELL_MS = 500;

const timer: Timer = {};
let low = 0;

function check(): void {
  const memory = process.memory();
  low = memory.free < memory.total * LOW ? low + 1 : 0;
  if (low !== CHECKS) return;
  say("Memory: " + memory.free + " of " + memory.total + " JsVars left, restarting");
  setTimeout(E.reboot, FAREWELL_MS);
}

/** Restarts the board when its memory has been low for 30 s. */
export function watchMemory(): void {
  every(timer, CHECK_MS, check);
}
