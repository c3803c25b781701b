import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { rollup, type OutputOptions } from "rollup";
import { bundles, defaultOutDir, type WsKind } from "./bundle/bundles";
import { cached, keyOf, type BuiltFile } from "./bundle/cache";
import { isForBoards, readSettings, SettingsError, type BoardId, type Settings, type SettingsSource } from "./settings";

export interface BuiltScript {
  board: BoardId;
  /** Where it was written to; another build may write there at any time. */
  file: string;
  code: string;
  bytes: number;
}

/** Most bytes of a board's script. */
export const BUDGET_BYTES: Record<WsKind, number> = { own: 18 * 1024, stock: 11.5 * 1024 };

/** All that is built, as it is to be written to `outDir`. */
async function bundle(settings: Settings, ws: WsKind, outDir: string): Promise<BuiltFile[]> {
  const files: BuiltFile[] = [];
  for (const { output, ...input } of bundles(settings, ws, outDir)) {
    const bundle = await rollup(input);
    const { file = "", ...options } = output as OutputOptions;
    try {
      const generated = await bundle.generate({ ...options, file });
      files.push({ name: path.relative(outDir, file), code: generated.output[0].code });
    } finally {
      await bundle.close();
    }
  }
  return files;
}

/** Builds all scripts, and writes them only if all could be built. What was built before is taken from there. */
export async function build(
  settings: Settings,
  { ws = "own", outDir = defaultOutDir(ws) }: { ws?: WsKind; outDir?: string } = {}
): Promise<BuiltScript[]> {
  const { a, b, network } = settings;
  const key = await keyOf({ a, b, network, ws });
  const files = (await cached(key, () => bundle(settings, ws, outDir))).map(({ name, code }) => ({
    file: path.join(outDir, name),
    code
  }));
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
  const unknown = argv.find((argument) => !["--simulation", "--help"].includes(argument));
  if (unknown !== undefined) {
    console.error(`Unknown option ${JSON.stringify(unknown)}\n\n${USAGE}`);
    return 2;
  }
  if (argv.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  try {
    const forSimulation = argv.includes("--simulation");
    const { settings, ws, forBoards } = readBuild({}, forSimulation);
    for (const warning of settings.warnings) console.warn(`Warning: ${warning}`);
    if (!forBoards && !forSimulation)
      console.log("WIFI_SSID is not set: built for the simulation, not for boards (see .env.example)");
    const scripts = await build(settings, { ws });
    const budget = BUDGET_BYTES[ws];
    for (const { file, bytes } of scripts) {
      const over = bytes > budget ? ": too large" : "";
      console.log(`${path.relative(process.cwd(), file)}  ${bytes} bytes of at most ${budget}${over}`);
    }
    return scripts.some(({ bytes }) => bytes > budget) ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof SettingsError ? 2 : 1;
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
