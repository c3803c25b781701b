import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadSerialPort } from "../../scripts/console/serial-link";
import { WIFI_MODULE } from "../../scripts/interpreter/wifi-module";
import { run as runMonitor } from "../../scripts/monitor/run";
import { DeployRun } from "../support/deploy-run";
import { FakeInput, FakeOutput } from "../support/fake-terminal";

const espruino = process.env.ESPRUINO;
const TELNET_PORT = 2323;
const TIMES = 10;
const DEADLINES = { answerMs: 15_000, uploadMs: 60_000, settleMs: 20_000, joinMs: 20_000, repeatMs: 1000 };

/** A board's program: it is in the network, and numbers arrive. */
const program = (round: number): string =>
  'var wifi=require("Wifi"),address="",n=0;wifi.on("connected",function(info){address=info.ip});wifi.connect("home",{});' +
  "global.status=function(){return{address:address}};" +
  `setInterval(function(){print("Received from ESP32-B: ${round}."+(++n))},50);\n`;

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const answer = await Promise.race([once(socket, "connect").then(() => true), once(socket, "error").then(() => false)]).catch(
    () => false
  );
  socket.destroy();
  return answer;
}

describe("a deploy to the real interpreter, with the monitor open", function () {
  if (!espruino) {
    it("is skipped: set ESPRUINO to the path of Espruino's Linux build");
    return;
  }
  this.timeout(300_000);
  const folder = mkdtempSync(path.join(tmpdir(), "monitored-"));
  let board: ChildProcess;
  let runs: DeployRun;

  beforeEach(() => {
    mkdirSync(path.join(folder, "node_modules"), { recursive: true });
    writeFileSync(path.join(folder, "node_modules", "Wifi.js"), WIFI_MODULE);
    rmSync(path.join(folder, "espruino.flash"), { force: true });
    runs = new DeployRun();
  });
  afterEach(async () => {
    runs.remove();
    if (!board || board.exitCode !== null || board.signalCode !== null) return;
    const exited = once(board, "exit");
    // With the interpreter, which is a child of the pseudo-terminal's process.
    process.kill(-(board.pid as number), "SIGKILL");
    await exited;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Deploys ten times, and after each time the monitor shows numbers of the new program. */
  async function deployWatched(name: string): Promise<void> {
    const out = new FakeOutput();
    out.columns = 400;
    let stop: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (stop = resolve));
    const monitor = runMonitor(["--board", "a", "--port-a", name], {
      input: new FakeInput(),
      out,
      err: (line) => assert.fail(line),
      until,
      settings: { env: {}, file: "" }
    });
    try {
      await out.shows(`${name} is open`);
      for (let round = 1; round <= TIMES; round++) {
        runs.scripts.a = program(round);
        const { code, err } = await runs.deploy(["--board", "a", "--port", name], { deadlines: DEADLINES });
        assert.deepEqual([code, err], [0, ""], `round ${round}`);
        out.text = "";
        await out.shows(new RegExp(`Received from ESP32-B: ${round}\\.\\d+\\n[^]*Received from ESP32-B: ${round}\\.\\d+\\n`));
      }
    } finally {
      stop();
      assert.equal(await monitor, 0);
    }
  }

  it("over tcp", async function () {
    if (await accepts(TELNET_PORT)) {
      console.log(`      skipped: another program listens on port ${TELNET_PORT}`);
      this.skip();
    }
    board = spawn(espruino, ["--telnet"], { cwd: folder, stdio: ["pipe", "ignore", "ignore"], detached: true });
    while (!(await accepts(TELNET_PORT))) await new Promise((resolve) => setTimeout(resolve, 50));
    await deployWatched(`tcp://127.0.0.1:${TELNET_PORT}`);
  });

  it("over a pseudo-terminal", async function () {
    if (!(await loadSerialPort()) || spawnSync("python3", ["-c", "import pty"]).status !== 0) {
      console.log("      skipped: it needs the optional package serialport, and Python's pty");
      this.skip();
    }
    const helper = path.join(__dirname, "support", "pseudo-terminal.py");
    board = spawn("python3", [helper, espruino], { cwd: folder, stdio: ["ignore", "pipe", "ignore"], detached: true });
    const [name] = (await once(board.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    await deployWatched(name.toString().trim());
  });
});
