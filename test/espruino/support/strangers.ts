import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { DISCOVERY_PORT } from "../../fuzz/announcement";
import type { FuzzPlan } from "../../fuzz/input";
import { JITI } from "../../support/jiti";
import { ConsoleLines } from "../../../scripts/interpreter/console-lines";
import { ADDRESSES, BROADCAST, type Network } from "./network";
import type { NetworkedBoards } from "./networked-boards";
import type { StrangersPlan } from "./strangers-process";

/** For the process to answer. */
const ANSWER_MS = 5000;

/** Strangers at a host of their own, who send fuzzed inputs to both boards. */
export class Strangers {
  private readonly console = new ConsoleLines();
  private readonly child: ChildProcess;

  constructor(network: Network, { settings }: NetworkedBoards, plan: FuzzPlan, strangers: number) {
    const hosts = {
      a: { host: ADDRESSES.a, port: settings.a.port },
      b: { host: ADDRESSES.b, port: settings.b.port }
    };
    const whole: StrangersPlan = { ...plan, strangers, hosts, broadcast: BROADCAST, discoveryPort: DISCOVERY_PORT };
    const script = path.join(path.dirname(__filename), "strangers-process.ts");
    this.child = spawn(
      "ip",
      ["netns", "exec", network.outside, process.execPath, JITI, script, JSON.stringify(whole)],
      { stdio: ["pipe", "pipe", "inherit"] }
    );
    this.child.stdout?.setEncoding("latin1").on("data", (data: string) => this.console.take(data));
    this.child.once("close", () => this.console.end());
    this.child.stdin?.on("error", () => {});
  }

  /** The numbers of inputs whose connection a board never ended. */
  get stuck(): number[] {
    return this.console.matching(/^stuck /).map((line) => Number(line.slice(6)));
  }

  /** Waits until all inputs are sent. */
  async finished(count: number): Promise<void> {
    await this.console.line(new RegExp(`^sent ${count}$`), 0, 2 ** 31 - 1);
  }

  /** The numbers of the inputs that were sent last, or are being sent. */
  async last(): Promise<string> {
    const from = this.console.all.length;
    this.child.stdin?.write("?\n");
    return this.console.line(/^last /, from, ANSWER_MS).then(
      ({ text }) => text.slice(5),
      () => "unknown"
    );
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }
}
