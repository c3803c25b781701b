import { readFileSync } from "node:fs";
import path from "node:path";
import { compileFunction } from "node:vm";
import { createJiti } from "jiti";
import type { BoardSettings } from "../../scripts/settings";
import type { Globals } from "../../firmware/types/espruino";

const FIRMWARE = path.join(path.dirname(__filename), "..", "..", "firmware");
const jiti = createJiti(__filename);
/** By file name; compiled once for all copies. */
const compiled = new Map<string, string>();

type Module = Record<string, unknown>;

export interface Surroundings {
  /** Espruino's global names. */
  globals: Globals;
  settings?: BoardSettings;
  /** Modules in the places of others, by their paths in `firmware/`: `{ "ws/index": shim }`. */
  standIns?: Record<string, object>;
  /** Espruino's modules, for `require`. */
  builtIn?: Record<string, object>;
}

/**
 * One board's firmware. A role's state is in its module, so each copy has all modules anew: two boards are two
 * copies, and what a copy's modules import of each other is of the same copy.
 */
export class FreshFirmware {
  readonly #globals: Record<string, unknown>;
  readonly #builtIn: Record<string, object>;
  readonly #modules = new Map<string, Module>();

  constructor({ globals, settings, standIns = {}, builtIn = {} }: Surroundings) {
    this.#builtIn = builtIn;
    this.#globals = { ...globals, global: globals };
    const given: Record<string, object> = { ...standIns, ...(settings && { settings }) };
    // As compiled modules are marked, so that `import * as` takes them as they are.
    for (const [name, module] of Object.entries(given)) this.#modules.set(name, { __esModule: true, ...module });
  }

  /** A module by its path in `firmware/`, without `.ts`: `load<typeof import("../../firmware/wifi")>("wifi")`. */
  load<T>(name: string): T {
    return this.#require(path.join(FIRMWARE, name)) as T;
  }

  #require(asked: string): Module {
    const file = path.join(FIRMWARE, "ws") === asked ? path.join(asked, "index") : asked;
    const name = path.relative(FIRMWARE, file).split(path.sep).join("/");
    const known = this.#modules.get(name);
    if (known) return known;
    const exports: Module = {};
    this.#modules.set(name, exports);
    const names = Object.keys(this.#globals);
    const code = compile(`${file}.ts`);
    const run = compileFunction(code, ["exports", "require", ...names], { filename: `${file}.ts` }) as (...args: unknown[]) => void;
    run(exports, (id: string) => this.#builtIn[id] ?? this.#require(path.resolve(path.dirname(file), id)), ...Object.values(this.#globals));
    return exports;
  }
}

function compile(file: string): string {
  let code = compiled.get(file);
  if (code === undefined) {
    code = jiti.transform({ source: readFileSync(file, "utf8"), filename: file, ts: true });
    compiled.set(file, code);
  }
  return code;
}
