import { uptime } from "../clock";
import { say } from "../console";
import * as settings from "../settings";

/** Between two reports, in s. */
const REPORT_S = 60;

let reportedAt = -REPORT_S;

/** Prints that our other board, at `host`, has another key than this one; at most once a minute. */
export function reportOtherKey(host: string): void {
  const now = uptime();
  if (now - reportedAt < REPORT_S) return;
  reportedAt = now;
  say(settings.peerName + " at " + host + " has another key; deploy both boards");
}
