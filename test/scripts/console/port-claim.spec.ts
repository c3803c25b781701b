import { install } from "@sinonjs/fake-timers";
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { claimPort, PortHeld, type Claim } from "../../../scripts/console/port-claim";
import type { Port } from "../../../scripts/console/port";

let last = 0;

describe("a claim on a port", () => {
  let port: Port;
  const claims: Claim[] = [];

  beforeEach(() => {
    // Nobody opens it.
    port = { kind: "serial", name: `/dev/claim-${process.pid}-${last++}` };
  });
  afterEach(() => {
    for (const claim of claims.splice(0)) claim.release();
  });

  async function claim(name: string, giveWay?: (to: string) => Promise<void>, takeBack?: () => void): Promise<Claim> {
    const made = await claimPort(port, { name, giveWay, takeBack });
    claims.push(made);
    return made;
  }

  it("has the next one wait, and tells who has the port and when it is free", async () => {
    const first = await claim("npm run deploy");
    const held = await claim("npm run boards").catch((error: unknown) => error);
    assert.ok(held instanceof PortHeld);
    assert.equal(held.by, "npm run deploy");
    first.release();
    await held.ended;
    await claim("npm run boards");
  });

  it("is had only after the holder has given way, which takes it back at the end", async () => {
    const events: string[] = [];
    let taken: () => void = () => undefined;
    const back = new Promise<void>((resolve) => (taken = resolve));
    await claim(
      "npm run monitor",
      async (to) => {
        events.push(`wanted by ${to}`);
        await new Promise(setImmediate);
        events.push("closed");
      },
      () => {
        events.push("back");
        taken();
      }
    );
    const second = await claim("npm run deploy");
    events.push("used");
    await assert.rejects(claim("npm run boards"), { by: "npm run deploy" });
    second.release();
    await back;
    assert.deepEqual(events, ["wanted by npm run deploy", "closed", "used", "back"]);
  });

  it("is not had from a command that does not answer", async () => {
    await claim("npm run monitor", () => new Promise(() => undefined));
    // The fake clock is only for the wait.
    const clock = install({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const second = claim("npm run deploy").catch((error: unknown) => error);
      while (clock.countTimers() < 2) await new Promise(setImmediate);
      clock.tick(60_000);
      const held = await second;
      assert.ok(held instanceof PortHeld);
      assert.equal(held.by, "a command that does not answer");
    } finally {
      clock.uninstall();
    }
  });

  it("is one for all spellings of the port", async () => {
    port = { kind: "tcp", name: "tcp://localhost:47123", host: "localhost", port: 47123 };
    await claim("npm run deploy");
    port = { kind: "tcp", name: "tcp://127.0.0.1:47123/", host: "127.0.0.1", port: 47123 };
    await assert.rejects(claim("npm run boards"), { by: "npm run deploy" });
  });

  it("ends with its process, also when that is killed", async () => {
    const program = `
      const { claimPort } = require(${JSON.stringify(require.resolve("../../../scripts/console/port-claim.ts"))});
      claimPort(${JSON.stringify(port)}, { name: "killed" }).then(() => process.send("claimed"));`;
    const child = fork("-e", [program], {
      execArgv: ["--require", require.resolve("../../support/typescript.cjs")],
      env: process.env
    });
    await once(child, "message");
    await assert.rejects(claim("npm run deploy"), { by: "killed" });
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    await claim("npm run deploy");
  });
});
