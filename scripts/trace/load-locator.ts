import { readFile } from "node:fs/promises";
import path from "node:path";
import type { BuiltScript } from "../build";
import { defaultOutDir } from "../bundle/paths";
import { stamp } from "../deploy/build-id";
import type { BoardId } from "../settings";
import type { Locator } from "./locator";

/** Loaded when there is a trace, as the parser takes its time; and once, though both boards may fail at the same moment. */
let loading: Promise<typeof import("./locator")> | undefined;

/** For a script that was just built. */
export async function locatorFor({ code, map }: Pick<BuiltScript, "code" | "map">): Promise<Locator> {
  const { Locator } = await (loading ??= import("./locator"));
  return new Locator(code, map, defaultOutDir("own"));
}

/** For a build that a board runs, as in `a-3f2a9c1`; undefined if none of the folders has that build. */
export async function locatorForBuild(build: string, folders: string[]): Promise<Locator | undefined> {
  const board = build[0] as BoardId;
  for (const folder of folders) {
    const file = path.join(folder, `board-${board}.js`);
    try {
      const [code, map] = await Promise.all([readFile(file, "utf8"), readFile(`${file}.map`, "utf8")]);
      const script = stamp(board, code);
      if (script.build === build) return await locatorFor({ code: script.text, map });
    } catch {
      // Nothing was built there, or another build is just being written.
    }
  }
  return undefined;
}
