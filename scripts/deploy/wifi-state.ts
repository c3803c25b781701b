import { setTimeout as sleep } from "node:timers/promises";
import { NoAnswer } from "../console/board-console";
import { buildName, parseState, STATE, type BoardState } from "../console/board-state";
import type { ConsoleLink } from "../console/console-link";
import { DeployError, failure, seconds } from "../console/failure";
import type { BoardSettings } from "../settings";
import { joinFailure, reasonsIn } from "./join-failure";

/** The network that a board is to join. */
export type Network = Pick<BoardSettings, "ssid" | "password">;

/** Waits until the board has an address in its network. Throws a DeployError that says why it has none. */
export async function joined(link: ConsoleLink, { ssid, password }: Network, joinMs: number): Promise<BoardState> {
  const { name } = link.port;
  const { repeatMs } = link.deadlines;
  const end = Date.now() + joinMs;
  let last: BoardState | undefined;
  for (;;) {
    const build = last ? buildName(last.build) : "its build";
    const lost = last?.lost ?? "";
    const leftMs = end - Date.now();
    // The one that the board tells may not have been heard.
    const heard = reasonsIn(link.heard);
    const reasons = heard.length || !lost ? heard : [lost];
    const reason = [...new Set(reasons)].join(", ") || "no reason given";
    const code = joinFailure(reasons, { hasPassword: password !== "", isLast: leftMs <= 0 });
    if (code) throw failure(code, name, { build, ssid, reason });
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
