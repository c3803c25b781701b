import type { Settings } from "../settings";

/** Which WebSocket module the boards run on: the project's own, or Espruino's stock one. */
export type WsKind = "own" | "stock";

export interface BuildOptions {
  settings: Settings;
  ws: WsKind;
  /** Readable scripts, not minified. */
  plain: boolean;
  /** Where the files go; `dist/` if not given, `dist/stock/` on the stock module. */
  outDir?: string;
}
