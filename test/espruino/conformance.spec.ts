import assert from "node:assert/strict";
import { freePort } from "../../scripts/interpreter/free-port";
import { espruino, Interpreter } from "../../scripts/interpreter/interpreter";
import { ClientEnd } from "../conformance/ends";
import { moduleOf, type Part } from "../conformance/own-module";
import { echoClient, echoServer } from "../conformance/programs";
import { clientSuite, serverSuite } from "../conformance/suite";

function suites(part: Part): void {
  describe("echo server", () => {
    let interpreter: Interpreter;
    let port = 0;
    before(async () => {
      port = await freePort();
      interpreter = new Interpreter(echoServer(port), { ws: await moduleOf(part) });
      await interpreter.printed(/READY/);
    });
    after(() => interpreter?.stop());
    serverSuite(() => port, part);
    it("prints no exception", () => {
      assert.equal(interpreter.complaints(), "");
    });
  });

  describe("echo client", () => {
    const end = new ClientEnd();
    let interpreter: Interpreter;
    let port = 0;
    before(async () => {
      port = await end.listen();
      interpreter = new Interpreter(echoClient("127.0.0.1", port), { ws: await moduleOf(part) });
      await interpreter.printed(/READY/);
    });
    after(async () => {
      end.close();
      await interpreter?.stop();
    });
    clientSuite(end, () => port, (line) => interpreter.printedFromNow(line), part);
    it("prints no exception", () => {
      assert.equal(interpreter.complaints(), "");
    });
  });
}

describe("the WebSocket module's conformance, on the real interpreter", function () {
  this.timeout(20000);
  if (!espruino) {
    it("is skipped: set ESPRUINO to the path of Espruino's Linux build");
    return;
  }
  describe("the whole module", () => suites("whole"));
  describe("what of it is in the boards' scripts", () => suites("boards"));
});
