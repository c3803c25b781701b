import { SourceMap, type SourceMapPayload } from "node:module";
import path from "node:path";
import type { OutputChunk, Plugin, SourceMapInput } from "rollup";
import { minify, type MinifyOptions } from "terser";
import type { BoardSettings } from "../settings";
import { faultsIn, type Fault } from "../dialect/dialect";
import { defaultOutDir, FIRMWARE, ROOT } from "./paths";

// What the build needs of Rollup beside TypeScript and terser. Nothing here changes a meaning.

/** Strings in Espruino are bytes, so an SSID must have those that are sent over the air. */
function asBytes<T>(value: T): T | string {
  return typeof value === "string" ? Buffer.from(value).toString("latin1") : value;
}

/** Defines what `firmware/settings.ts` declares: one constant for each setting. */
export function settingsOf(settings: BoardSettings): Plugin {
  const file = path.join(FIRMWARE, "settings.ts");
  const constants = Object.entries(settings).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(asBytes(value))};`
  );
  return { name: "settings", load: (id) => (id === file ? { code: constants.join("\n"), map: null } : null) };
}

/** Has files of the firmware take the places of others: `{ "wifi.ts": "access-point.ts" }`. */
export function standIns(files: Record<string, string>): Plugin {
  return {
    name: "stand-ins",
    async resolveId(source, importer, options) {
      const asked = await this.resolve(source, importer, { ...options, skipSelf: true });
      const standIn = asked && files[path.relative(FIRMWARE, asked.id).split(path.sep).join("/")];
      return standIn && importer !== path.join(FIRMWARE, standIn) ? path.join(FIRMWARE, standIn) : asked;
    }
  };
}

/** A module of Espruino's ends in `exports = …`. */
export const espruinoExports: Plugin = {
  name: "espruino-exports",
  renderChunk: (code) => ({ code: code.replace(/^module\.exports = /m, "exports = "), map: null })
};

/** Minifies in this thread: that costs half of what `@rollup/plugin-terser` does, which starts a thread for each script. */
export function terser(options: MinifyOptions): Plugin {
  return {
    name: "terser",
    async renderChunk(code) {
      const { code: minified = "", map } = await minify(code, { ...options, sourceMap: true });
      return { code: minified, map: map as SourceMapInput };
    }
  };
}

/** Where in the sources a place in a chunk comes from, as `firmware/wifi.ts:57`. */
function sourceOf({ fileName, map }: OutputChunk, { line, column }: Fault): string {
  const entry = map && new SourceMap(JSON.parse(map.toString()) as SourceMapPayload).findEntry(line - 1, column - 1);
  if (!entry || !("originalSource" in entry)) return `${fileName}:${line}:${column}`;
  return `${path.relative(ROOT, path.resolve(defaultOutDir("own"), entry.originalSource))}:${entry.originalLine + 1}`;
}

/** Refuses to write what the interpreter could not run, and says where in the sources it is. */
export function dialect(kind: "script" | "module"): Plugin {
  return {
    name: "dialect",
    generateBundle(_options, bundle) {
      const chunk = Object.values(bundle)[0] as OutputChunk;
      const faults = faultsIn(chunk.code, kind).map((fault) => `${sourceOf(chunk, fault)}: ${fault.message}`);
      if (faults.length) this.error(`Espruino could not run this:\n  ${[...new Set(faults)].join("\n  ")}`);
    }
  };
}

/** What is only a warning elsewhere is a script that does not run on a board. */
export function noWarnings(): Plugin {
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
