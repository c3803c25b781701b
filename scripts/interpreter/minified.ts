import { readFile } from "node:fs/promises";
import { minify } from "terser";

/** A module of Espruino's as its tools upload it, so that comparisons with it are fair. */
export async function minified(file: string): Promise<string> {
  const { code = "" } = await minify(await readFile(file, "utf8"), { ecma: 5, toplevel: true, format: { ascii_only: true } });
  return code;
}
