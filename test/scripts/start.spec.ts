import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { FAULT_NAMES } from "../../scripts/start/faults";
import { JITI } from "../support/jiti";

const ROOT = path.join(__dirname, "..", "..");

interface Result {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command; `signal` is sent to it once `after` has been printed. */
function start(args: string[], env: NodeJS.ProcessEnv = {}, signal?: { name: NodeJS.Signals; after: string }): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [JITI, "scripts/start.ts", ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env }
    });
    let [out, err] = ["", ""];
    let signalled = false;
    child.stdout.on("data", (data: Buffer) => {
      out += data.toString();
      if (!signalled && signal && out.includes(signal.after)) signalled = child.kill(signal.name);
    });
    child.stderr.on("data", (data: Buffer) => (err += data.toString()));
    child.on("close", (code) => {
      resolve({ code, out, err });
    });
  });
}

describe("npm start", function () {
  this.timeout(60000);

  it("shows both consoles, then a table without a missing number, and exits with 0", async () => {
    const { code, out, err } = await start(["--seconds", "2"], { PERIOD_MS: "200" });
    assert.equal(err, "");
    for (const line of [
      /Received from ESP32-B: 4 +\|$/m,
      /Message from ESP32-B server: 4 +\|$/m,
      /\| Received from ESP32-A: 3$/m,
      /\| Message from ESP32-A server: 3$/m,
      /^ESP32-A's server to ESP32-B's client +\d+ +\d+ +0$/m,
      /^No number is missing\.$/m
    ])
      assert.match(out, line);
    assert.equal(out.includes("\x1b"), false, "colours in a pipe");
    assert.equal(code, 0);
  });

  it("ends with its table on Ctrl-C", async () => {
    const after = "Received from ESP32-B: 4";
    const { code, out } = await start([], { PERIOD_MS: "200" }, { name: "SIGINT", after });
    assert.match(out, /No number is missing\.\n$/);
    assert.equal(code, 0);
  });

  it("has a fault happen, says so in both columns, and tells what came of it", async () => {
    const { code, out, err } = await start(["--fault", "new-address", "--seconds", "8"], { PERIOD_MS: "200" });
    assert.equal(err, "");
    assert.equal(out.match(/--- new-address: the router/g)?.length, 2, out);
    assert.match(out, /^new-address, 00:0\d\.\d to 00:0\d\.\d: the router gives another address to board B$/m);
    assert.match(out, /^ESP32-B's client +00:0\d\.\d +00:0\d\.\d$/m);
    assert.match(out, /^ESP32-B's client to ESP32-A's server( +\d+){4} +\d\.\d s$/m);
    assert.match(out, /The boards told of every number that is missing, and of no other\.\n$/);
    assert.equal(code, 0);
  });

  it("exits with 1 when it ends before the fault", async () => {
    const { code, out } = await start(["--fault", "half-open", "--seconds", "2"], { PERIOD_MS: "200" });
    assert.match(out, /half-open: the run ended before the fault was over\.\n$/);
    assert.equal(code, 1);
  });

  it("names the faults in its usage", async () => {
    const { out } = await start(["--help"]);
    for (const name of FAULT_NAMES) assert.ok(out.includes(`${name} `), out);
  });

  it("exits with 1 when no number was sent yet", async () => {
    const { code, out } = await start(["--seconds", "1"], { PERIOD_MS: "5000" });
    assert.match(out, /Not every path carried a number yet/);
    assert.equal(code, 1);
  });

  it("shows its usage and exits with 2 for what it does not know", async () => {
    for (const [args, message] of [
      [["--second", "3"], /^Unknown option '--second'/],
      [["--seconds", "soon"], /^--seconds: expected a whole number from 1 to 86400, got "soon"/],
      [["--fault", "rain"], /^--fault: expected one of peer-off, .*, got "rain"/],
      [["now"], /^Unexpected argument 'now'/]
    ] as [string[], RegExp][]) {
      const { code, out, err } = await start(args);
      assert.match(err, message);
      assert.match(err, /Usage: npm start/);
      assert.equal(out, "");
      assert.equal(code, 2);
    }
  });

  it("exits with 2 and one line for a setting that is wrong", async () => {
    const { code, err } = await start([], { PERIOD_MS: "abc" });
    assert.match(err, /^PERIOD_MS: expected a whole number .* got "abc" \(from the environment\)\n$/);
    assert.equal(code, 2);
  });
});
