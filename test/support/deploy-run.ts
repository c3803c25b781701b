import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Deadlines } from "../../scripts/deploy/deploy-board";
import { run, type RunContext } from "../../scripts/deploy/run";
import type { BoardId, Settings } from "../../scripts/settings";
import { ACCESS_POINT } from "./console-boards";

const deadlines: Deadlines = {
  connectMs: 2000,
  answerMs: 3000,
  uploadMs: 20_000,
  settleMs: 4000,
  joinMs: 4000,
  repeatMs: 200
};

export interface DeployChange extends Partial<Omit<RunContext, "deadlines">> {
  deadlines?: Partial<Deadlines>;
  serial?: Settings["serial"];
}

export interface DeployResult {
  code: number;
  out: string[];
  err: string;
}

/** Runs the command in this process, on scripts that a test writes, with deadlines that suit one. */
export class DeployRun {
  /** How often it built. */
  builds = 0;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "deploy-"));

  /** The file that a build "writes". */
  file(board: BoardId): string {
    return path.join(this.#folder, `board-${board}.js`);
  }

  write(board: BoardId, script: string): void {
    writeFileSync(this.file(board), script);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  async deploy(argv: string[], { deadlines: changed, serial = {}, ...context }: DeployChange = {}): Promise<DeployResult> {
    const out: string[] = [];
    const err: string[] = [];
    const board = (name: string, port: number) => ({ name, port, ssid: ACCESS_POINT.ssid }) as Settings["a"];
    const code = await run(argv, {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      until: () => Promise.resolve(),
      deadlines: { ...deadlines, ...changed },
      readSettings: () => ({ a: board("ESP32-A", 81), b: board("ESP32-B", 82), network: "router", serial, warnings: [] }),
      build: async () => {
        this.builds++;
        return (["a", "b"] as const).map((id) => ({ board: id, file: this.file(id), bytes: 0 }));
      },
      ...context
    });
    return { code, out, err: err.join("\n") };
  }
}
