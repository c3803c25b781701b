import { existsSync, readFileSync } from "node:fs";

const FILE = "dist/modules/ws.js";

/** The WebSocket module as it is built. */
export function ownModule(): string {
  if (!existsSync(FILE)) throw new Error(`expected ${FILE} to test, but there is none: run npm run build`);
  return readFileSync(FILE, "utf8");
}

/** A program with the module in it, for where `require` finds no files. */
export function withOwnModule(program: string): string {
  return program.replace('require("ws")', () => `(function () { var exports; ${ownModule()}\nreturn exports; })()`);
}
