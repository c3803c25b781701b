import { setTimer, type Timer } from "./timer";

// A clock that nobody sets. `getTime()` jumps when the program or SNTP sets the time, by decades at first, and so do
// timers with SNTP: all of them fire at once then, and an interval as often as it fits into the jump.

/** A longer time than this from one reading to the next, in s, is one that was set. `net.connect` blocks up to 9.2 s. */
const MOST_S = 15;
/** `every` reads the clock this often, in ms. */
const READ_MS = 5000;

let readS = 0;
// Never 0, which stands for "never".
let sinceStartS = 1;

/** Seconds since the start, with fractions. Time that is set back, or forward by more than 15 s, does not count. */
export function uptime(): number {
  const nowS = getTime();
  const passedS = nowS - readS;
  if (passedS > 0 && passedS < MOST_S) sinceStartS += passedS;
  readS = nowS;
  return sinceStartS;
}

/**
 * Calls `handler(lateMs)` every `ms`, until `timer` is cleared. As with `setInterval`, the steps stay on the clock,
 * whatever the handler takes; those that were missed follow at once.
 */
export function every(timer: Timer, ms: number, handler: (lateMs: number) => void): void {
  let dueMs = uptime() * 1000 + ms;
  function look(): void {
    let leftMs = dueMs - uptime() * 1000;
    const lateMs = -leftMs;
    // A timer may be a fraction of a millisecond early.
    const isDue = leftMs < 1;
    if (isDue) {
      dueMs += ms;
      leftMs += ms;
    }
    setTimer(timer, look, leftMs < READ_MS ? leftMs : READ_MS);
    if (isDue) handler(lateMs);
  }
  look();
}
