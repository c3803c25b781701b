import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { OutputOptions, RollupOptions } from "rollup";
import type { BuildOptions, WsKind } from "./bundle/build-options";
import { cached, keyOf, type BuiltFile } from "./bundle/cache";
import { defaultOutDir } from "./bundle/paths";
import "./path-imports";
import { runCommand } from "./run-command";
import { isForBoards, keepPairKey, readSettings, SettingsError, type BoardId, type Settings, type SettingsSource } from "./settings";
import { parseOptions } from "./usage-error";

export interface BuiltScript {
  board: BoardId;
  /** Where it was written to; another build may write there at any time. Its source map is beside it. */
  file: string;
  code: string;
  /** The source map, as JSON. */
  map: string;
  bytes: number;
}

/** What the project allows itself for a board's script; a board takes more, at the cost of memory. */
export const BUDGET_BYTES: Record<WsKind, number> = { own: 22 * 1024, stock: 14 * 1024 };

/** The code and the source map that Rollup makes by these options. */
export async function bundle({ output, ...input }: RollupOptions): Promise<{ code: string; map: string }> {
  const { rollup } = await import("rollup");
  const bundled = await rollup(input);
  try {
    const [{ code, map }] = (await bundled.generate(output as OutputOptions)).output;
    return { code, map: map ? map.toString() : "" };
  } finally {
    await bundled.close();
  }
}

/** Bundles everything, and returns it as it is to be written to `outDir`. */
async function bundleAll(options: BuildOptions & { outDir: string }): Promise<BuiltFile[]> {
  // Loaded when it is needed: the bundler and the compiler take their time.
  const { everything } = (await import("../rollup.config.mjs")) as typeof import("../rollup.config.mjs");
  const files: BuiltFile[] = [];
  for (const each of everything(options)) {
    const { file } = each.output as OutputOptions;
    const name = path.relative(options.outDir, file as string);
    const { code, map } = await bundle(each);
    files.push({ name, code }, { name: `${name}.map`, code: map });
  }
  return files;
}

/** Whoever reads a file meanwhile finds the whole of one build or the other. */
async function replaceFile(file: string, content: string): Promise<void> {
  const part = `${file}.${process.pid}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(part, content);
  await rename(part, file);
}

export interface BuildSwitches extends Partial<Omit<BuildOptions, "settings">> {
  /** Told that a build begins, which takes some seconds, and when it is done; not if an earlier one can be used again. */
  report?: (line: string) => void;
}

/** Builds all scripts, and writes them only if all could be built. An earlier build of the same sources is used again. */
export async function build(
  settings: Settings,
  { ws = "own", plain = false, outDir = defaultOutDir(ws), report }: BuildSwitches = {}
): Promise<BuiltScript[]> {
  const { a, b, network } = settings;
  const key = await keyOf({ a, b, network, ws, plain });
  const files = await cached(key, async () => {
    const startedMs = performance.now();
    report?.("Building the scripts …");
    const bundled = await bundleAll({ settings, ws, plain, outDir });
    report?.(`Built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    return bundled;
  });
  for (const { name, code } of files) await replaceFile(path.join(outDir, name), code);
  const codeOf = (name: string): string => files.find((each) => each.name === name)?.code ?? "";
  return (["a", "b"] as const).map((board) => {
    const name = `board-${board}.js`;
    const code = codeOf(name);
    return { board, file: path.join(outDir, name), code, map: codeOf(`${name}.map`), bytes: Buffer.byteLength(code) };
  });
}

const USAGE = `Usage: npm run build [-- --simulation] [--plain]

Builds the scripts of both boards, and the WebSocket module, into dist/; with WS=stock those on Espruino's own module.

  --simulation  for simulated boards, whatever .env says of real ones
  --plain       readable scripts, not minified
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

async function main(argv: string[]): Promise<number> {
  const off = { type: "boolean", default: false } as const;
  const { help, plain, simulation: forSimulation } = parseOptions({
    args: argv,
    options: { simulation: off, plain: off, help: off }
  }).values;
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const { settings, ws, forBoards } = readBuild({}, forSimulation);
  for (const warning of settings.warnings) console.warn(`Warning: ${warning}`);
  if (!forBoards && !forSimulation)
    console.log("WIFI_SSID is not set: built for the simulation, not for boards (see .env.example)");
  keepPairKey(settings, console.log);
  const scripts = await build(settings, { ws, plain, report: console.log });
  const budget = plain ? Infinity : BUDGET_BYTES[ws];
  for (const { file, bytes } of scripts) {
    console.log(`${path.relative(process.cwd(), file)}  ${bytes} bytes`);
    if (bytes > budget) console.warn(`Warning: this project's own scripts have at most ${budget} bytes; a larger one leaves a board less memory`);
  }
  return 0;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await runCommand(USAGE, () => main(process.argv.slice(2)));
}
