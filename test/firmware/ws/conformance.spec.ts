import assert from "node:assert/strict";
import { ClientEnd } from "../../conformance/ends";
import { moduleOf, type Part } from "../../conformance/own-module";
import { echoClient, echoServer } from "../../conformance/programs";
import { Simulated } from "../../conformance/simulated";
import { clientSuite, serverSuite } from "../../conformance/suite";

function suites(part: Part): void {
  describe("echo server", () => {
    let board: Simulated;
    let port = 0;
    before(async () => {
      board = new Simulated(echoServer(81), await moduleOf(part));
      port = await board.realPort(81);
    });
    after(() => {
      board?.stop();
    });
    serverSuite(() => port, part);
    it("prints no exception", () => {
      assert.deepEqual(board.exceptions(), []);
    });
  });

  describe("echo client", () => {
    const end = new ClientEnd();
    let board: Simulated;
    let port = 0;
    before(async () => {
      port = await end.listen();
      board = new Simulated(echoClient("127.0.0.1", port), await moduleOf(part));
    });
    after(() => {
      board?.stop();
      end.close();
    });
    clientSuite(end, () => port, (line) => board.printedFromNow(line), part);
    it("prints no exception", () => {
      assert.deepEqual(board.exceptions(), []);
    });
  });
}

describe("the WebSocket module's conformance, on a simulated board", function () {
  this.timeout(20000);
  describe("the whole module", () => suites("whole"));
  describe("what of it is in the boards' scripts", () => suites("boards"));
});
