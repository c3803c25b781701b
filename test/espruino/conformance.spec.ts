import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { cases } from "../conformance/cases";
import { ClientEnd, serverEnd } from "../conformance/ends";
import { echoClient, echoServer } from "../conformance/programs";
import { runCase, type EchoEnd } from "../conformance/runner";
import { freePort } from "./ws-support/free-port";
import { espruino, Interpreter } from "./ws-support/interpreter";

const modules = () => ({ ws: readFileSync("dist/modules/ws.js", "utf8") });

describe("the WebSocket module's conformance on the real interpreter", function () {
  this.timeout(15000);
  if (!espruino) {
    it("is skipped: set ESPRUINO to the path of Espruino's Linux build");
    return;
  }

  describe("an echo server", () => {
    let interpreter: Interpreter;
    let end: EchoEnd;
    before(async () => {
      const port = await freePort();
      interpreter = new Interpreter(echoServer(port), modules());
      await interpreter.printed(/READY/);
      end = serverEnd(port);
    });
    after(() => interpreter?.stop());
    for (const each of cases) it(`${each.id} ${each.title}`, () => runCase(each, end));
    it("prints no exception", () => assert.equal(interpreter.complaints(), ""));
  });

  describe("an echo client", () => {
    const end = new ClientEnd();
    let interpreter: Interpreter;
    before(async () => {
      interpreter = new Interpreter(echoClient(await end.listen()), modules());
      await interpreter.printed(/READY/);
    });
    after(async () => {
      end.close();
      await interpreter?.stop();
    });
    for (const each of cases) it(`${each.id} ${each.title}`, () => runCase(each, end));
    it("prints no exception", () => assert.equal(interpreter.complaints(), ""));
  });
});
