import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "../../scripts/build";
import { freePort } from "../../scripts/interpreter/free-port";
import { WIFI_MODULE } from "../../scripts/interpreter/wifi-module";
import { readSettings } from "../../scripts/settings";
import { DeployRun, type DeployResult } from "../support/deploy-run";

const espruino = process.env.ESPRUINO;
/** Fixed in the interpreter; and it shares the port with others instead of saying so. */
const TELNET_PORT = 2323;
const CONSOLE = `tcp://127.0.0.1:${TELNET_PORT}`;

async function somebodyListens(): Promise<boolean> {
  const socket = connect(TELNET_PORT, "127.0.0.1");
  const answer = await Promise.race([once(socket, "connect").then(() => true), once(socket, "error").then(() => false)]).catch(
    () => false
  );
  socket.destroy();
  return answer;
}

describe("npm run deploy:a to the real interpreter", function () {
  if (!espruino) {
    it("is skipped: set ESPRUINO to the path of Espruino's Linux build");
    return;
  }
  this.timeout(120_000);
  const folder = mkdtempSync(path.join(tmpdir(), "telnet-"));
  let board: ChildProcess | undefined;
  let runs: DeployRun;

  before(async function () {
    if (await somebodyListens()) {
      console.log(`      skipped: another program listens on port ${TELNET_PORT}`);
      this.skip();
    }
    mkdirSync(path.join(folder, "node_modules"));
    writeFileSync(path.join(folder, "node_modules", "Wifi.js"), WIFI_MODULE);
    const settings = readSettings("simulation", { env: {}, file: "" });
    settings.a = { ...settings.a, port: await freePort(), telnet: true };
    const [a] = await build(settings, { outDir: folder });
    runs = new DeployRun();
    runs.scripts.a = a.code;
  });
  beforeEach(async () => {
    rmSync(path.join(folder, "espruino.flash"), { force: true });
    board = spawn(espruino, ["--telnet"], { cwd: folder, stdio: ["pipe", "ignore", "ignore"] });
    while (!(await somebodyListens())) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  afterEach(async () => {
    if (board?.exitCode === null && board.signalCode === null) {
      const exited = once(board, "exit");
      board.kill("SIGKILL");
      await exited;
    }
  });
  after(() => {
    runs?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function deploy(argv: string[], onLine?: (line: string) => void): Promise<DeployResult> {
    const out: string[] = [];
    const take = (line: string): void => {
      out.push(line);
      onLine?.(line);
    };
    return runs
      .deploy(["--board", "a", "--port", CONSOLE, ...argv], {
        out: take,
        deadlines: { answerMs: 15_000, uploadMs: 60_000, settleMs: 20_000, joinMs: 20_000, repeatMs: 1000 }
      })
      .then((result) => ({ ...result, out }));
  }

  for (const [where, argv] of [["to RAM", ["--ram"]], ["into flash", []]] as const)
    it(`uploads ${where}, and the board runs the script and is in the network, in under 20 s`, async () => {
      const startedMs = Date.now();
      const { code, out, err } = await deploy([...argv]);
      assert.deepEqual([code, err], [0, ""]);
      assert.match(out.at(-1) ?? "", /^ESP32-A runs build \w{7} \([\d,]+ bytes, (\d,)?\d{3} of 4,096 JsVars\), 127\.0\.0\.[12], port 81/);
      assert.ok(Date.now() - startedMs < 20_000, `it took ${Date.now() - startedMs} ms`);
    });

  it("says with exit code 1 that the connection was lost when the board dies in mid-upload, within 10 s", async () => {
    let killedMs = 0;
    const { code, err } = await deploy([], (line) => {
      if (killedMs || !/^ESP32-A: [\d,]+ of/.test(line)) return;
      killedMs = Date.now();
      board?.kill("SIGKILL");
    });
    assert.equal(code, 1);
    assert.match(err, /^tcp:\S+: connection lost during the deploy; check cable and power/);
    assert.ok(killedMs && Date.now() - killedMs < 10_000);
  });
});
