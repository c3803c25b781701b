import { readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "rollup";
import { codeOf, wsModule } from "../../scripts/bundle/bundles";
import { freePort } from "../../scripts/interpreter/free-port";
import { espruino, Interpreter } from "../../scripts/interpreter/interpreter";
import { ownModule } from "../conformance/own-module";
import { contractSuite, type Place } from "../contract/suite";

const stockWs = process.env.STOCK_WS;
const END_MS = 10000;

/** The real interpreter, with these modules. */
function place(modules: () => Promise<{ [name: string]: string }>): Place {
  return {
    host: "127.0.0.1",
    async run(program) {
      const interpreter = new Interpreter(program(await freePort()), await modules());
      try {
        await interpreter.printed(/^END$/, 0, END_MS);
        const lines = interpreter.console.matching(/^/);
        return lines.slice(0, lines.indexOf("END"));
      } finally {
        await interpreter.stop();
      }
    }
  };
}

/** The stock module behind the adapter that the roles use it by, as a module. */
async function adapter(): Promise<string> {
  const file = JSON.stringify(path.resolve("firmware", "ws-stock.ts"));
  const standIn: Plugin = {
    name: "stand-in",
    resolveId: (id, from) => (id === "./index" && from?.endsWith("module.ts") ? "\0adapter" : null),
    load: (id) =>
      id === "\0adapter"
        ? `import { stockModule } from ${file};
           export function webSocketModule(net, crypto, globals) { return stockModule(require("stock"), globals); }`
        : null
  };
  return codeOf(wsModule("", [standIn]));
}

describe("the contract of the ws seam, on the real interpreter", function () {
  this.timeout(20000);
  if (!espruino) {
    it("is skipped: set ESPRUINO to the path of Espruino's Linux build");
    return;
  }

  describe("the own module", () => {
    const own = { binary: true, closeCodes: true, pingData: true, refusals: true, losses: true };
    contractSuite(place(() => Promise.resolve({ ws: ownModule() })), own);
  });

  describe("the stock module, behind its adapter", () => {
    if (!stockWs) {
      it("is skipped: set STOCK_WS to the path of ws.js, of Espruino's modules");
      return;
    }
    const stock = { binary: false, closeCodes: false, pingData: false, refusals: false, losses: false };
    let ws = "";
    before(async () => {
      ws = await adapter();
    });
    contractSuite(place(() => Promise.resolve({ ws, stock: readFileSync(stockWs, "latin1") })), stock);
  });
});
