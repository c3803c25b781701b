import path from "node:path";
import { fileURLToPath } from "node:url";
import type { WsKind } from "./build-options";

export const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
export const FIRMWARE = path.join(ROOT, "firmware");

export function defaultOutDir(ws: WsKind): string {
  return path.join(ROOT, "dist", ws === "stock" ? "stock" : "");
}
