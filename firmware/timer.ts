import { backoffMs } from "./backoff";
import { say } from "./console";
import { random32 } from "./random";
import type { TimerId } from "./types/espruino";

/** The one timer of a role or a connection. */
export interface Timer {
  _id?: TimerId;
}

/** Espruino reuses a timer's number once it has fired, so a fired one must not be cleared. */
function onTimer(timer: Timer, handler: () => void): void {
  timer._id = undefined;
  handler();
}

export function clearTimer(timer: Timer): void {
  if (!timer._id) return;
  clearTimeout(timer._id);
  timer._id = undefined;
}

/** Calls `handler` in `ms`, in place of what the timer was set for. */
export function setTimer(timer: Timer, handler: () => void, ms: number): void {
  clearTimer(timer);
  timer._id = setTimeout(onTimer, ms, timer, handler);
}

/** A timer for what is tried again after a failure. */
export interface RetryTimer extends Timer {
  /** Failures in a row. */
  _attempt: number;
}

/**
 * Prints what failed, and calls `handler` after 1 s at first, `mostMs` at most. Each step of the back-off is used
 * 16 times, so that a network that was gone for half a minute is found again within some seconds.
 */
export function retry(timer: RetryTimer, problem: string, handler: () => void, mostMs: number): void {
  const ms = backoffMs(timer._attempt++ >> 4, 1000, mostMs, random32());
  say(problem + "; next try in " + ms + " ms");
  setTimer(timer, handler, ms);
}
