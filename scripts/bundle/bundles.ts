import path from "node:path";
import terser from "@rollup/plugin-terser";
import typescript from "@rollup/plugin-typescript";
import { rollup, type OutputOptions, type Plugin, type RollupOptions } from "rollup";
import type { BoardSettings } from "../../firmware/settings";
import { faultsIn } from "../dialect/dialect";
import { espruinoGlobals } from "../dialect/globals";
import type { Settings } from "../settings";
import type { BuiltFile } from "./cache";
import { flatClasses } from "./flat-classes";
import { globalMembers } from "./global-members";
import { inlineOnce } from "./inline-once";
import { MODULE_HEAD } from "./module-head";
import { oneName } from "./one-name";
import { ONE_OF_EACH, ownMemberNames } from "./one-of-each";
import { defaultOutDir, ROOT, type WsKind } from "./out-dir";
import { isPrivate, ownNames } from "./own-names";
import { shortNames } from "./short-names";
import { singleInstances } from "./single-instances";
import { unusedMethods } from "./unused-methods";

const FIRMWARE = path.join(ROOT, "firmware");

/** Strings in Espruino are bytes: an SSID must be there as those that are sent. */
function asBytes(settings: BoardSettings): Record<string, string | number> {
  const entries = Object.entries(settings) as [string, string | number][];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? Buffer.from(value).toString("latin1") : value])
  );
}

/** An object without quotes around its members' names, so that these can be shortened. */
function literal(object: Record<string, string | number>): string {
  return `{${Object.entries(object).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")}}`;
}

/** What the entries import as "settings:a" and "settings:b". */
function settingsModules(settings: Settings): Plugin {
  return {
    name: "settings",
    resolveId: (id) => (/^settings:[ab]$/.test(id) ? "\0" + id : null),
    load: (id) =>
      id.startsWith("\0settings:")
        ? `export default ${literal(asBytes(id.endsWith("a") ? settings.a : settings.b))};`
        : null
  };
}

/** Has a file of the firmware stand in for what another one imports as `id`. */
function standIn(id: string, file: string): Plugin {
  return { name: `stand-in for ${id}`, resolveId: (asked) => (asked === id ? path.join(FIRMWARE, file) : null) };
}

/** Refuses to write what the interpreter could not run. */
function dialect(kind: "script" | "module"): Plugin {
  return {
    name: "dialect",
    generateBundle(_options, bundle) {
      for (const [file, chunk] of Object.entries(bundle)) {
        const faults = chunk.type === "chunk" ? faultsIn(chunk.code, kind) : [];
        if (faults.length) this.error(`${file}: Espruino could not run this:\n  ${faults.join("\n  ")}`);
      }
    }
  };
}

/** What is only a warning elsewhere is a script that does not run on a board. */
function noWarnings(): Plugin {
  const warnings: string[] = [];
  return {
    name: "no-warnings",
    onLog(level, { message, loc }) {
      const place = loc ? `${path.relative(ROOT, loc.file ?? "")}:${loc.line}: ` : "";
      if (level === "warn") warnings.push(place + message);
      return level !== "warn";
    },
    // Not at once: what the compiler then left open would keep the process from ending.
    renderStart() {
      if (warnings.length) this.error(warnings.join("\n"));
    }
  };
}

/** Names that are left to whoever types at a board's console, where each variable of the script is one of the console's. */
const FOR_CONSOLE = [..."abcdefghijklmnopqrstuvwxyz"];

/**
 * Minifies; members keep their names. Two runs, as `hoist_vars` takes from constants at the top what tells
 * that they are some.
 */
function minify({ reserved = [], comments = "" }: { reserved?: string[]; comments?: string }): Plugin[] {
  // A function in the place where it is called would be made anew with each call.
  const compress = { passes: 3, reduce_funcs: false, pure_funcs: ["require"] };
  return [
    terser({ ecma: 5, toplevel: true, compress, mangle: false }),
    terser({
      ecma: 5,
      toplevel: true,
      compress: { ...compress, hoist_vars: true },
      // What the firmware finds in the global object must not be one of its own variables.
      mangle: { reserved: [...espruinoGlobals, ...reserved] },
      format: { ascii_only: true, preamble: comments || undefined }
    })
  ];
}

/** A module of Espruino's ends in `exports = …`. */
const espruinoExports: Plugin = {
  name: "espruino-exports",
  renderChunk: (code) => ({ code: code.replace(/^module\.exports = /m, "exports = "), map: null })
};

/** `factory` changes what the compiler reads. */
function bundle(
  input: string,
  file: string,
  plugins: Plugin[],
  output: OutputOptions,
  factory?: ReturnType<typeof ownMemberNames>
): RollupOptions {
  return {
    input: path.join(FIRMWARE, input),
    plugins: [
      noWarnings(),
      ...plugins,
      typescript({
        tsconfig: path.join(FIRMWARE, "tsconfig.json"),
        transformers: { before: factory && [{ type: "program", factory }] },
        filterRoot: FIRMWARE,
        // `npm run types` does that, once for all.
        compilerOptions: { noCheck: true }
      })
    ],
    output: { file, generatedCode: "es5", strict: false, ...output }
  };
}

/**
 * A script for each board, without a function around it, which Espruino would keep as text beside the
 * functions in it. All modules are in it, but for those that the board has built in.
 */
function boards(settings: Settings, ws: WsKind, outDir: string): RollupOptions[] {
  const stock = ws === "stock" ? [standIn("./start", "start-stock.ts"), standIn("./own", "own-stock.ts")] : [];
  const plugins = [settingsModules(settings), ...stock];
  const accessPoint = settings.network === "ap" ? [standIn("./wifi", "access-point.ts")] : [];
  const names = ownNames(FIRMWARE);
  const unused = unusedMethods(FIRMWARE, path.join(FIRMWARE, ws === "stock" ? "start-stock.ts" : "start.ts"));
  const output: Plugin[] = [
    globalMembers(),
    singleInstances(ONE_OF_EACH),
    flatClasses(unused),
    inlineOnce(),
    oneName(),
    // What had two names may now be called in one place.
    inlineOnce(),
    shortNames((name) => names.has(name)),
    ...minify({ reserved: FOR_CONSOLE }),
    dialect("script")
  ];
  return ["board-a", "board-b"].map((name) => {
    const input = name === "board-a" ? [...plugins, ...accessPoint] : plugins;
    return bundle(`${name}.ts`, path.join(outDir, `${name}.js`), input, { format: "es", plugins: output }, ownMemberNames(FIRMWARE));
  });
}

/** The WebSocket module by itself, for other programs. */
export function wsModule(outDir: string, plugins: Plugin[] = []): RollupOptions {
  return bundle("ws/module.ts", path.join(outDir, "modules", "ws.js"), plugins, {
    format: "cjs",
    exports: "default",
    plugins: [flatClasses(new Set()), shortNames(isPrivate), espruinoExports, ...minify({ comments: MODULE_HEAD }), dialect("module")]
  });
}

/** All that is built, for Rollup: board A's script, board B's, and the module. */
export function bundles(settings: Settings, ws: WsKind, outDir = defaultOutDir(ws)): RollupOptions[] {
  return [...boards(settings, ws, outDir), ...(ws === "own" ? [wsModule(outDir)] : [])];
}

/** What a bundle comes to. */
export async function codeOf({ output, ...input }: RollupOptions): Promise<string> {
  const bundle = await rollup(input);
  try {
    return (await bundle.generate(output as OutputOptions)).output[0].code;
  } finally {
    await bundle.close();
  }
}

/** All that is built, as it is to be written to `outDir`. */
export async function builtFiles(settings: Settings, ws: WsKind, outDir: string): Promise<BuiltFile[]> {
  const files: BuiltFile[] = [];
  for (const options of bundles(settings, ws, outDir)) {
    const { file = "" } = options.output as OutputOptions;
    files.push({ name: path.relative(outDir, file), code: await codeOf(options) });
  }
  return files;
}
