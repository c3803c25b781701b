import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { ConsoleLines } from "../../../scripts/interpreter/console-lines";
import { DISCOVERY_PORT } from "../../fuzz/announcement";
import { JITI } from "../../support/jiti";
import type { AttackPlan } from "./attacks-process";
import { ADDRESSES, BROADCAST, type Network, type Place } from "./network";
import type { NetworkedBoards } from "./networked-boards";

/** For the process to begin. */
const BEGUN_MS = 30_000;

/** Strangers at a host of their own, who attack both boards in one way until they are stopped. */
export class Attack {
  readonly console = new ConsoleLines();
  private readonly child: ChildProcess;

  private constructor(network: Network, plan: AttackPlan) {
    const script = path.join(path.dirname(__filename), "attacks-process.ts");
    this.child = spawn("ip", ["netns", "exec", network.outside, process.execPath, JITI, script, JSON.stringify(plan)], {
      stdio: ["ignore", "pipe", "inherit"]
    });
    this.child.stdout?.setEncoding("latin1").on("data", (data: string) => this.console.take(data));
    this.child.once("close", () => this.console.end());
  }

  static async begin(name: AttackPlan["name"], network: Network, { settings }: NetworkedBoards): Promise<Attack> {
    const hosts = (["a", "b"] satisfies Place[]).map((id) => ({ host: ADDRESSES[id], port: settings[id].port }));
    const attack = new Attack(network, { name, hosts, broadcast: BROADCAST, discoveryPort: DISCOVERY_PORT });
    await attack.console.line(/^begun$/, 0, BEGUN_MS);
    return attack;
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }
}
