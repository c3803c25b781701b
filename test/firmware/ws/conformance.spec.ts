import assert from "node:assert/strict";
import { ClientEnd } from "../../conformance/ends";
import { echoClient, echoServer } from "../../conformance/programs";
import { Simulated } from "../../conformance/simulated";
import { clientSuite, serverSuite } from "../../conformance/suite";

describe("the WebSocket module's conformance, on a simulated board", function () {
  this.timeout(20000);

  describe("echo server", () => {
    let board: Simulated;
    let port = 0;
    before(async () => {
      board = new Simulated(echoServer(81));
      port = await board.realPort(81);
    });
    after(() => {
      board.stop();
    });
    serverSuite(() => port);
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
      board = new Simulated(echoClient("127.0.0.1", port));
    });
    after(() => {
      board.stop();
      end.close();
    });
    clientSuite(end, () => port, (line) => board.printedFromNow(line));
    it("prints no exception", () => {
      assert.deepEqual(board.exceptions(), []);
    });
  });
});
