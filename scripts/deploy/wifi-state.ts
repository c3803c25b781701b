import { setTimeout as sleep } from "node:timers/promises";
import { NoAnswer } from "../console/board-console";
import { buildName, parseState, STATE, type BoardState } from "../console/board-state";
import type { ConsoleLink } from "../console/console-link";
import { DeployError, failure, seconds } from "../console/failure";

/** The driver's reasons for a password that is refused: 4WAY_HANDSHAKE_TIMEOUT, AUTH_FAIL, HANDSHAKE_TIMEOUT. */
const REFUSED = new Set(["15", "202", "204"]);
const NOT_FOUND = "201";
/** A network is looked for so often: its beacon may be missed once. */
const SEARCHES = 2;

/** What the firmware says each time that it could not join (`firmware/wifi.ts`), with the driver's reason. */
const SEARCHED = /WiFi: \w+ \(201\); next try/g;

/** Waits until the board has an address. Throws a DeployError that says why it has none. */
export async function joined(link: ConsoleLink, ssid: string, joinMs: number): Promise<BoardState> {
  const { name } = link.port;
  const { repeatMs } = link.deadlines;
  const end = Date.now() + joinMs;
  let last: BoardState | undefined;
  for (;;) {
    const build = last ? buildName(last.build) : "its build";
    const lost = last?.lost ?? "";
    const reason = lost || "no reason given";
    const code = /\((\d+)\)$/.exec(lost)?.[1] ?? "";
    const leftMs = end - Date.now();
    if (REFUSED.has(code)) throw failure("WIFI_PASSWORD", name, { build, ssid, reason });
    if (code === NOT_FOUND && (leftMs <= 0 || (link.heard.match(SEARCHED) ?? []).length >= SEARCHES))
      throw failure("WIFI_NOT_FOUND", name, { build, ssid, reason });
    if (leftMs <= 0) throw failure("WIFI_NO_ADDRESS", name, { build, ssid, time: seconds(joinMs), reason });
    try {
      last = parseState(await link.ask(STATE, Math.min(leftMs, 2 * repeatMs)));
      if (last.address && (!last.ssid || last.ssid === ssid)) return last;
    } catch (error) {
      if (!(error instanceof NoAnswer) && !(error instanceof DeployError)) throw error;
      // A Telnet console is gone while the board joins; a serial one is only busy.
      if (link.port.kind === "tcp") await link.hangUp();
    }
    await sleep(Math.min(repeatMs / 4, Math.max(0, end - Date.now())));
  }
}
