// How the scripts are made: TypeScript, Rollup, terser, and a check that Espruino can run the result.
// `npm run build` uses this file, prints the sizes and keeps what it built; `npx rollup -c` works too.
import path from "node:path";
import typescript from "@rollup/plugin-typescript";
import { createJiti } from "jiti";

// Not by `import`, so that what is not an ES module, as mocha's specs, can use this file too.
const jiti = createJiti(import.meta.url);
/** @type {typeof import("./scripts/bundle/plugins")} */
const { dialect, espruinoExports, noWarnings, terser, settingsOf, standIns } = jiti("./scripts/bundle/plugins.ts");
/** @type {typeof import("./scripts/bundle/paths")} */
const { defaultOutDir, FIRMWARE } = jiti("./scripts/bundle/paths.ts");
/** @type {typeof import("./scripts/bundle/module-head")} */
const { MODULE_HEAD } = jiti("./scripts/bundle/module-head.ts");
/** @type {typeof import("./scripts/dialect/globals")} */
const { espruinoGlobals } = jiti("./scripts/dialect/globals.ts");

/** On Espruino's stock `ws` module, these files take the places of others. */
const STOCK = { "start.ts": "stock/start.ts", "ws/index.ts": "stock/ws.ts", "forward-events.ts": "stock/forward-events.ts" };

/** Where there is no router, board A is the network. */
const ACCESS_POINT = { "wifi.ts": "access-point.ts" };

/** Variables of one small letter are left to whoever types at a board's console. */
const FOR_CONSOLE = [..."abcdefghijklmnopqrstuvwxyz"];

const compile = typescript({
  tsconfig: path.join(FIRMWARE, "tsconfig.json"),
  filterRoot: FIRMWARE,
  // `npm run types` does the checking, once for all.
  compilerOptions: { noCheck: true, composite: false, emitDeclarationOnly: false, removeComments: true, outDir: undefined }
});

/**
 * Names that begin with `_` are private members, and get short names; all other members keep theirs.
 *
 * @param {{ reserved?: string[], preamble?: string }} options
 */
function minify({ reserved = [], preamble }) {
  return terser({
    ecma: 2015,
    toplevel: true,
    // With more inlining, terser declares variables below the place where they are used; Espruino hoists nothing.
    compress: { passes: 3, inline: 1, pure_funcs: ["require"] },
    mangle: { reserved: [...espruinoGlobals, ...reserved], properties: { regex: /^_/ } },
    format: { ascii_only: true, preamble }
  });
}

/**
 * Sources are named from `dist/`, wherever a build goes to: one build is used for all folders.
 *
 * @param {string} source
 * @param {string} map
 */
const fromDist = (source, map) => path.relative(defaultOutDir("own"), path.resolve(path.dirname(map), source));

/**
 * A board's script, without a function around it: Espruino would keep that as text beside the functions in it.
 * All modules are in it, save those that the board has built in.
 *
 * @param {"a" | "b"} board
 * @param {import("./scripts/bundle/build-options").BuildOptions} options
 * @returns {import("rollup").RollupOptions}
 */
export function boardScript(board, { settings, ws, plain, outDir = defaultOutDir(ws) }) {
  const isAccessPoint = settings.network === "ap" && board === "a";
  return {
    input: path.join(FIRMWARE, `board-${board}.ts`),
    plugins: [
      noWarnings(),
      settingsOf(settings[board]),
      standIns({ ...(ws === "stock" ? STOCK : {}), ...(isAccessPoint ? ACCESS_POINT : {}) }),
      compile
    ],
    output: {
      file: path.join(outDir, `board-${board}.js`),
      format: "es",
      strict: false,
      sourcemap: "hidden",
      sourcemapPathTransform: fromDist,
      plugins: [!plain && minify({ reserved: FOR_CONSOLE }), dialect("script")]
    }
  };
}

/**
 * The WebSocket module by itself, for other programs.
 *
 * @param {string} outDir
 * @param {import("rollup").Plugin[]} [plugins]
 * @returns {import("rollup").RollupOptions}
 */
export function wsModule(outDir, plugins = []) {
  return {
    input: path.join(FIRMWARE, "ws", "module.ts"),
    plugins: [noWarnings(), ...plugins, compile],
    output: {
      file: path.join(outDir, "modules", "ws.js"),
      format: "cjs",
      exports: "default",
      strict: false,
      sourcemap: "hidden",
      sourcemapPathTransform: fromDist,
      plugins: [espruinoExports, minify({ preamble: MODULE_HEAD }), dialect("module")]
    }
  };
}

/**
 * Everything that a build writes: both boards' scripts, and the module.
 *
 * @param {import("./scripts/bundle/build-options").BuildOptions} options
 */
export function everything(options) {
  const { ws, outDir = defaultOutDir(ws) } = options;
  return [boardScript("a", options), boardScript("b", options), ...(ws === "own" ? [wsModule(outDir)] : [])];
}

export default () => {
  /** @type {typeof import("./scripts/build")} */
  const { readBuild } = jiti("./scripts/build.ts");
  /** @type {typeof import("./scripts/settings")} */
  const { keepPairKey } = jiti("./scripts/settings.ts");
  const build = readBuild();
  keepPairKey(build.settings, console.log);
  return everything({ ...build, plain: false });
};
