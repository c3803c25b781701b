import type { FailureCode } from "../console/failure";

/** Reasons that leave no doubt: 4WAY_HANDSHAKE_TIMEOUT, AUTH_FAIL, HANDSHAKE_TIMEOUT (ESP-IDF's `wifi_err_reason_t`). */
const REFUSED = [15, 202, 204];
/** Of a wrong password too, but also of a router that is busy or has just been left: AUTH_EXPIRE, ASSOC_FAIL, CONNECTION_FAIL. */
const MAYBE_REFUSED = [2, 203, 205];
/** The network has another security than the one that a password stands for: NO_AP_FOUND with incompatible security. */
const SECURITY = [210, 211, 212];
const NOT_FOUND = 201;
/** So many reasons are needed where one alone may be chance: a beacon may be missed, too. */
const ENOUGH = 2;

/** What the firmware says each time that it could not join (`firmware/timer.ts`). */
const TRIED = /WiFi: (.*\(\d+\)); next try/g;

/** The driver's reasons in what a console has printed, as in `AUTH_EXPIRE (2)`. */
export function reasonsIn(text: string): string[] {
  return [...text.matchAll(TRIED)].map(([, reason]) => reason);
}

/**
 * Why a board cannot join its network, from the driver's reasons; `undefined` while that is not clear. Some drivers
 * tell a wrong password by turns as an expired authentication and as a network that was not found.
 */
export function joinFailure(
  told: string[],
  { hasPassword, isLast }: { hasPassword: boolean; isLast: boolean }
): Extract<FailureCode, "WIFI_PASSWORD" | "WIFI_NEEDS_PASSWORD" | "WIFI_SECURITY" | "WIFI_NOT_FOUND"> | undefined {
  const reasons = told.map((reason) => Number(/\((\d+)\)$/.exec(reason)?.[1]));
  const refused = hasPassword ? "WIFI_PASSWORD" : "WIFI_NEEDS_PASSWORD";
  if (reasons.some((reason) => REFUSED.includes(reason))) return refused;
  if (reasons.some((reason) => SECURITY.includes(reason))) return "WIFI_SECURITY";
  if (reasons.length < ENOUGH && !isLast) return undefined;
  if (reasons.some((reason) => MAYBE_REFUSED.includes(reason))) return refused;
  if (reasons.includes(NOT_FOUND)) return "WIFI_NOT_FOUND";
  return undefined;
}
