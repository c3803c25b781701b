import path from "node:path";
import { fileURLToPath } from "node:url";

/** Whose WebSockets the boards run on: the project's own module, or Espruino's stock one. */
export type WsKind = "own" | "stock";

export const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

export function defaultOutDir(ws: WsKind): string {
  return path.join(ROOT, "dist", ws === "stock" ? "stock" : "");
}
