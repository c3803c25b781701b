import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { ConsoleClient } from "../support/console-client";
import { JITI } from "../support/jiti";

const ROOT = path.join(__dirname, "..", "..");

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** The first of two ports in a row, below those that the system gives to other tests at any time. */
async function twoFreePorts(): Promise<number> {
  let port = 20000 + ((process.pid * 2) % 10000);
  while (!(await isFree(port)) || !(await isFree(port + 1))) port += 2;
  return port;
}

describe("npm run consoles", function () {
  this.timeout(60_000);
  let child: ChildProcess;
  let out: string;
  let err: string;

  function start(...argv: string[]): void {
    [out, err] = ["", ""];
    child = spawn(process.execPath, [JITI, "scripts/consoles.ts", ...argv], { cwd: ROOT });
    child.stdout?.on("data", (data: Buffer) => (out += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (err += data.toString()));
  }
  afterEach(() => {
    child.kill("SIGKILL");
  });

  it("offers the consoles of two boards at two ports, and shows what they print", async () => {
    const port = await twoFreePorts();
    start("--port", String(port));
    const names = [port, port + 1].map((each) => `tcp://127.0.0.1:${each}`);
    while (!names.every((name) => out.includes(name))) await once(child.stdout as NodeJS.ReadableStream, "data");
    for (const [index, name] of names.entries()) {
      const client = await ConsoleClient.open(name);
      client.type("\x10print('here', typeof status)\n");
      await client.shows(/here undefined\r\n>$/);
      client.close();
      while (!out.includes(`${port + index}  here undefined\n`)) await once(child.stdout as NodeJS.ReadableStream, "data");
    }
  });

  it("exits with 2 and its usage for a port that is none", async () => {
    for (const argv of [["--port", "0"], ["--port", "x"], ["--prot", "1"]]) {
      start(...argv);
      const [code] = (await once(child, "close")) as [number];
      assert.equal(code, 2);
      assert.match(err, /^(--port: expected a whole number from 1 to 65534|Unknown option '--prot')[^]*Usage: npm run consoles/);
    }
  });
});
