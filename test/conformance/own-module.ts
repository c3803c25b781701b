import { existsSync, readFileSync } from "node:fs";
import type { Plugin } from "rollup";
import { wsModule } from "../../rollup.config.mjs";
import { bundle } from "../../scripts/build";

const FILE = "dist/modules/ws.js";

/** The WebSocket module as it is built. */
export function ownModule(): string {
  if (!existsSync(FILE)) throw new Error(`expected ${FILE} to test, but there is none: run npm run build`);
  return readFileSync(FILE, "utf8");
}

const noExtras: Plugin = {
  name: "no-extras",
  resolveId: (id) => (id === "./extras" ? "\0extras" : null),
  load: (id) => (id === "\0extras" ? "export const extras = false; export function addExtras() {}" : null)
};

/** The whole module, or what of it is in the boards' scripts. */
export type Part = "whole" | "boards";

/** One of them, as a module. */
export async function moduleOf(part: Part): Promise<string> {
  if (part === "whole") return ownModule();
  return (await bundle(wsModule("", [noExtras]))).code;
}

/** A program with a module in it, for where `require` finds no files. */
export function withModule(program: string, module: string): string {
  return program.replace('require("ws")', () => `(function () { var exports; ${module}\nreturn exports; })()`);
}
