import { backoffMs } from "./backoff";
import type { Globals, TimerId } from "./types/espruino";

/** A role with one timer, which is all that it needs. */
export interface TimerOwner {
  readonly _native: Globals;
  _timer?: TimerId;
}

/** Espruino gives a timer's number again to another one once it has fired: it must not be cleared then. */
function onTimer(role: TimerOwner, method: () => void): void {
  role._timer = undefined;
  method.call(role);
}

/** Has `method` called in `ms`, in place of what the timer was set for; without a method, nothing. */
export function setTimer(role: TimerOwner, method?: () => void, ms?: number): void {
  const native = role._native;
  if (role._timer) native.clearTimeout(role._timer);
  role._timer = method && native.setTimeout(onTimer, ms as number, role, method);
}

/** A role that tries again what failed. */
export interface Retrier extends TimerOwner {
  /** How often it failed in a row. */
  _attempt: number;
}

/**
 * Says what failed, and has `method` called after 1 s at first, 30 s at most. A wait of each length comes 16
 * times, so that a network that was gone for half a minute is found again within some seconds.
 */
export function retry(role: Retrier, problem: string, method: () => void): void {
  const native = role._native;
  const ms = backoffMs(role._attempt++ >> 4, 1000, 30000, native.E.hwRand());
  native.print(problem + "; next try in " + ms + " ms");
  setTimer(role, method, ms);
}
