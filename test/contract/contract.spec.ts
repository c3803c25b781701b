import { ownModule } from "../conformance/own-module";
import { ADDRESS, Simulated } from "../conformance/simulated";
import { realClock, Interpreter } from "../../shims/interpreter";
import { createWs, WsNetwork } from "../../shims/ws";
import { contractSuite, type Place } from "./suite";

const ALL = { binary: true, closeCodes: true, pingData: true, refusals: true, losses: true };
const END_MS = 10000;

/** The lines that are printed until `END`. */
function untilEnd(start: (onLine: (line: string) => void) => void): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const timer = setTimeout(() => {
      reject(new Error(`no END within ${END_MS} ms; printed: ${lines.join(" | ")}`));
    }, END_MS);
    start((line) => {
      if (line !== "END") lines.push(line);
      else {
        clearTimeout(timer);
        resolve(lines);
      }
    });
  });
}

/** The shim, with the program in the realm of Node. */
const shim: Place = {
  host: "board",
  run: (program) =>
    untilEnd((onLine) => {
      const interpreter = new Interpreter(realClock, onLine);
      const { connect, createServer, setDefaults } = createWs(interpreter, new WsNetwork());
      // As the module by itself exports them.
      const ws = Object.assign(connect, {
        createServer: (_onPage: unknown, options: Parameters<typeof createServer>[0]) => createServer(options),
        setDefaults
      });
      const later = (handler: () => void, ms: number): number => interpreter.setTimer(handler, ms, [], false);
      new Function("require", "print", "setTimeout", program(81))(() => ws, onLine, later);
    })
};

const simulated: Place = {
  host: ADDRESS,
  async run(program) {
    const board = new Simulated(program(81), ownModule());
    try {
      return await untilEnd((onLine) => {
        board.onLine = onLine;
        board.lines.forEach(onLine);
      });
    } finally {
      board.stop();
    }
  }
};

describe("the contract of the ws seam", function () {
  this.timeout(20000);
  describe("the shim", () => contractSuite(shim, ALL));
  describe("the own module, on a simulated board", () => contractSuite(simulated, ALL));
  describe("the stock module", () => {
    it("is skipped here: it is built on Espruino's http, so npm run test:espruino runs it, with ESPRUINO and STOCK_WS");
  });
});
