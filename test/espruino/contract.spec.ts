import { readFileSync } from "node:fs";
import type { Plugin } from "rollup";
import { wsModule } from "../../rollup.config.mjs";
import { bundle } from "../../scripts/build";
import { settingsOf } from "../../scripts/bundle/plugins";
import { readSettings } from "../../scripts/settings";
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
  const entry: Plugin = {
    name: "entry",
    load: (id) =>
      id.endsWith("module.ts")
        ? `import { connect, createServer, setDefaults, useStockModule } from "../stock/ws";
           useStockModule(require("stock"));
           connect.createServer = function (onPage, options) { return createServer(options); };
           connect.setDefaults = setDefaults;
           export default connect;`
        : null
  };
  return (await bundle(wsModule("", [entry, settingsOf(readSettings("simulation", { env: {}, file: "" }).a)]))).code;
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
