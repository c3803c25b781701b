import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cached, keyOf } from "./bundle/cache";
import { defaultOutDir, type WsKind } from "./bundle/out-dir";
import { isForBoards, readSettings, SettingsError, type BoardId, type Settings, type SettingsSource } from "./settings";
import { parseOptions, UsageError } from "./usage-error";

export interface BuiltScript {
  board: BoardId;
  /** Where it was written to; another build may write there at any time. */
  file: string;
  code: string;
  bytes: number;
}

/** What the project allows itself for a board's script; a board takes more, at the cost of memory. */
export const BUDGET_BYTES: Record<WsKind, number> = { own: 15 * 1024, stock: 9 * 1024 };

/** Builds all scripts, and writes them only if all could be built. What was built before is taken from there. */
export async function build(
  settings: Settings,
  { ws = "own", outDir = defaultOutDir(ws) }: { ws?: WsKind; outDir?: string } = {}
): Promise<BuiltScript[]> {
  const { a, b, network } = settings;
  const key = await keyOf({ a, b, network, ws });
  const built = await cached(key, async () => {
    // Loaded when it is due: the bundler and the compiler take their time.
    const { builtFiles } = await import("./bundle/bundles");
    return builtFiles(settings, ws, outDir);
  });
  const files = built.map(({ name, code }) => ({ file: path.join(outDir, name), code }));
  for (const { file, code } of files) {
    const part = `${file}.${process.pid}`;
    await mkdir(path.dirname(file), { recursive: true });
    // Whoever reads a file meanwhile finds the whole of one build or the other.
    await writeFile(part, code);
    await rename(part, file);
  }
  return (["a", "b"] as const).map((board, index) => ({
    board,
    file: files[index].file,
    code: files[index].code,
    bytes: Buffer.byteLength(files[index].code)
  }));
}

const USAGE = `Usage: npm run build [-- --simulation]

Builds the scripts of both boards, and the WebSocket module, into dist/; with WS=stock those on Espruino's own module.

  --simulation  for simulated boards, whatever .env says of real ones
  --help        this text
`;

/** What is to be built by the environment and `.env`, or `forSimulation` in any case. Throws a `SettingsError`. */
export function readBuild(source: SettingsSource = {}, forSimulation = false): { settings: Settings; ws: WsKind; forBoards: boolean } {
  const ws = (source.env ?? process.env).WS || "own";
  if (ws !== "own" && ws !== "stock")
    throw new SettingsError(`WS: expected own or stock, got ${JSON.stringify(ws)} (from the environment)`);
  const forBoards = !forSimulation && isForBoards(source);
  return { settings: readSettings(forBoards ? "boards" : "simulation", source), ws, forBoards };
}

/** The command; returns its exit code. */
async function main(argv: string[]): Promise<number> {
  try {
    const { help, simulation: forSimulation } = parseOptions({
      args: argv,
      options: { simulation: { type: "boolean", default: false }, help: { type: "boolean", default: false } }
    }).values;
    if (help) {
      console.log(USAGE);
      return 0;
    }
    const { settings, ws, forBoards } = readBuild({}, forSimulation);
    for (const warning of settings.warnings) console.warn(`Warning: ${warning}`);
    if (!forBoards && !forSimulation)
      console.log("WIFI_SSID is not set: built for the simulation, not for boards (see .env.example)");
    const scripts = await build(settings, { ws });
    const budget = BUDGET_BYTES[ws];
    for (const { file, bytes } of scripts) {
      console.log(`${path.relative(process.cwd(), file)}  ${bytes} bytes`);
      if (bytes > budget) console.warn(`Warning: this project's own scripts have at most ${budget} bytes; a larger one leaves a board less memory`);
    }
    return 0;
  } catch (error) {
    const usage = error instanceof UsageError ? `\n\n${USAGE}` : "";
    console.error(error instanceof Error ? error.message + usage : error);
    return error instanceof SettingsError || error instanceof UsageError ? 2 : 1;
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
