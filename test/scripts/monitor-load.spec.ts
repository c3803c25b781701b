import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { TcpConsole } from "../support/tcp-console";
import { JITI } from "../support/jiti";

const ROOT = path.join(__dirname, "..", "..");
const PER_SECOND = 1000;
const MAX_MB = 200;
/** Ten minutes are MONITOR_LOAD_SECONDS=600. */
const SECONDS = Number(process.env.MONITOR_LOAD_SECONDS || 3);
/** From a line to its place in the log. */
const BEHIND_MS = 2000;

/** The most memory that a process has had so far. */
function peakMb(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

async function countLines(file: string, pattern: RegExp): Promise<number> {
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) if (pattern.test(line)) count++;
  return count;
}

describe("npm run monitor under load", function () {
  this.timeout((SECONDS + 60) * 1000);

  it(`shows and logs ${PER_SECOND} lines a second of each board, in at most ${MAX_MB} MB`, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "monitor-"));
    const log = path.join(folder, "log");
    const boards = [await TcpConsole.start(), await TcpConsole.start()];
    const ports = ["--port-a", boards[0].name, "--port-b", boards[1].name];
    const child = spawn(process.execPath, [JITI, "scripts/monitor.ts", ...ports, "--log", log], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"]
    });
    try {
      let shown = 0;
      createInterface({ input: child.stdout }).on("line", (row) => (shown += row.includes("Received") ? 1 : 0));
      await Promise.all(boards.map((board) => board.connected()));
      const floods = boards.map((board) => board.flood(PER_SECOND));
      await sleep(SECONDS * 1000);
      const printed = floods.reduce((sum, stop) => sum + stop(), 0);
      assert.ok(printed >= 1.9 * PER_SECOND * SECONDS, `only ${printed} lines were printed`);
      await sleep(BEHIND_MS);
      const memory = existsSync("/proc/self/status") ? peakMb(child) : undefined;
      const exited = once(child, "close");
      child.kill("SIGINT");
      assert.deepEqual(await exited, [0, null]);
      const logged = await countLines(log, /Received/);
      const size = `${(statSync(log).size / 1e6).toFixed(1)} MB`;
      console.log(
        `      ${SECONDS} s: ${printed} lines printed, ${logged} in the log (${size}), ${shown} shown; ` +
          (memory === undefined ? "memory is not known here" : `at most ${memory.toFixed(0)} MB`)
      );
      assert.equal(logged, printed);
      assert.equal(shown, printed);
      if (memory !== undefined) assert.ok(memory <= MAX_MB, `${memory} MB`);
    } finally {
      child.kill("SIGKILL");
      await Promise.all(boards.map((board) => board.unplug()));
      rmSync(folder, { recursive: true });
    }
  });
});
