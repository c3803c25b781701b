import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { boardJsVars, rates, Subject, type Load } from "./bench/measure";
import { BROADCAST_BYTES } from "./bench/program";
import { isMet, table, type Row } from "./bench/report";
import { build, BUDGET_BYTES } from "./build";
import { minified } from "./interpreter/minified";
import { readSettings } from "./settings";

/** Bytes of a message, and how many times as fast as the stock module the own one must be. */
const ECHOES: [bytes: number, ratio?: number][] = [[2, 1.2], [16, 1.2], [128, 3], [512], [1024, 8], [4096, 12], [16384, 12]];
const BROADCASTS = [1, 4, 8];
const MOST_IDLE_JSVARS = 60;
/** As the tests on the real interpreter have it. */
const MOST_JSVARS = 1520;

/** The named file, or a complaint. */
function file(name: string, what: string): string | { problem: string } {
  const value = process.env[name];
  if (value && existsSync(value)) return value;
  return { problem: `${name}: expected the path of ${what}, got ${value ? `"${value}"` : "nothing"}` };
}

/** How often both can do something in a second of the processor's time. */
async function race(what: string, own: Promise<Load>, stock: Promise<Load>): Promise<Row> {
  process.stderr.write(`${what} …\n`);
  const [ownRate, stockRate] = await rates([await own, await stock]);
  return { what, own: ownRate, stock: stockRate };
}

async function measure(stockWs: string, outDir: string): Promise<Row[]> {
  const settings = readSettings("simulation", { env: {} });
  const scripts = await build(settings, { outDir });
  const stockScripts = await build(settings, { ws: "stock", outDir: path.join(outDir, "stock") });
  const ownModule = readFileSync(path.join(outDir, "modules", "ws.js"), "utf8");
  const stockModule = await minified(stockWs);
  const own = await Subject.start(ownModule);
  const stock = await Subject.start(stockModule);
  const rows: Row[] = [];
  try {
    const idle = { what: "JsVars of an idle connection", own: await own.idleJsVars(8), stock: await stock.idleJsVars(8) };
    for (const [bytes, ratio] of ECHOES) {
      const row = await race(`echoes a second, ${bytes} bytes`, own.echoes(bytes), stock.echoes(bytes));
      rows.push({ ...row, required: ratio ? { ratio } : undefined });
    }
    for (const clients of BROADCASTS) {
      const what = `broadcasts a second, ${BROADCAST_BYTES} bytes to ${clients}`;
      rows.push(await race(what, own.broadcasts(clients), stock.broadcasts(clients)));
    }
    rows.push({ ...idle, required: { most: MOST_IDLE_JSVARS } });
  } finally {
    await own.interpreter.stop();
    await stock.interpreter.stop();
  }
  const ownVars = await boardJsVars();
  const stockVars = await boardJsVars(stockWs);
  rows.push({ what: "JsVars of a board, run from flash", own: ownVars.alone, stock: stockVars.alone });
  rows.push({ what: "JsVars of a board with its peer", own: ownVars.linked, stock: stockVars.linked, required: { most: MOST_JSVARS } });
  const stockBytes = stockScripts[0].bytes + Buffer.byteLength(stockModule);
  rows.push({ what: "bytes of a board's script, with its modules", own: scripts[0].bytes, stock: stockBytes, required: { most: BUDGET_BYTES.own } });
  return rows;
}

async function main(): Promise<number> {
  const needed = [
    file("ESPRUINO", "Espruino's Linux build (the binary that `make` makes)"),
    file("STOCK_WS", "Espruino's own ws.js (modules/ws.js of EspruinoDocs)")
  ];
  const problems = needed.flatMap((each) => (typeof each === "string" ? [] : [each.problem]));
  if (problems.length) {
    console.error(problems.join("\n"));
    return 2;
  }
  const outDir = await mkdtemp(path.join(tmpdir(), "bench-"));
  try {
    const rows = await measure(needed[1] as string, outDir);
    console.log(table(rows));
    return rows.every(isMet) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

process.exitCode = await main();
