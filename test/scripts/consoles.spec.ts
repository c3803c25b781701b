import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { freePort } from "../espruino/ws-support/free-port";
import { ConsoleClient } from "../support/console-client";

const ROOT = path.join(__dirname, "..", "..");
const JITI = path.join(path.dirname(createRequire(__filename).resolve("jiti/package.json")), "lib", "jiti-cli.mjs");

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
    const port = await freePort();
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
