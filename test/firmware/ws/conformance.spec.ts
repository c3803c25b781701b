import assert from "node:assert/strict";
import { Lan } from "../../../shims/lan";
import { SimulatedBoard } from "../../../shims/board";
import { ClientEnd } from "../../conformance/ends";
import { withOwnModule } from "../../conformance/own-module";
import { echoClient, echoServer } from "../../conformance/programs";
import { clientSuite, serverSuite } from "../../conformance/suite";

const ADDRESS = "192.168.1.20";

/** A simulated board that runs a program, and what it prints. */
class Simulated {
  readonly lan = new Lan();
  readonly lines: string[] = [];
  readonly _board: SimulatedBoard;
  #onLine: (line: string) => void = () => {};

  constructor(program: string) {
    this._board = new SimulatedBoard({
      script: withOwnModule(program),
      lan: this.lan,
      address: ADDRESS,
      accessPoint: { ssid: "", password: "" },
      onLine: (line) => {
        this.lines.push(line);
        this.#onLine(line);
      }
    });
    this._board.host.online = true;
    this._board.powerOn();
  }

  printedFromNow(expected: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`expected "${expected}" on the console; it says: ${this.lines.slice(-5).join(" / ")}`));
      }, 5000);
      this.#onLine = (line) => {
        if (line !== expected) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  exceptions(): string[] {
    return this.lines.filter((line) => line.startsWith("Uncaught"));
  }

  stop(): void {
    this._board.kill();
  }
}

describe("the WebSocket module's conformance, on a simulated board", function () {
  this.timeout(20000);

  describe("echo server", () => {
    let board: Simulated;
    let port = 0;
    before(async () => {
      board = new Simulated(echoServer(81));
      port = await board.lan.realPort(ADDRESS, 81);
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
