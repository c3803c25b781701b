import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "./paths";

/** A built file, by its path in the folder that it goes to. */
export interface BuiltFile {
  name: string;
  code: string;
}

const FOLDER = path.join(ROOT, "node_modules", ".cache", "espruino-websocket-pair");
/** All that a build is made of, beside the settings. */
const SOURCES = ["firmware", "scripts/bundle", "scripts/dialect", "scripts/build.ts", "rollup.config.mjs", "package-lock.json"];
/** So many builds are kept, as the settings change to and fro. */
const KEPT = 12;

async function filesIn(place: string): Promise<string[]> {
  if (!(await stat(place)).isDirectory()) return [place];
  const names = await readdir(place, { recursive: true, withFileTypes: true });
  return names.filter((each) => each.isFile()).map((each) => path.join(each.parentPath, each.name));
}

/** What stands for the contents of `sources`, and for `settings`: another one for each difference. */
export async function keyOf(settings: unknown, sources = SOURCES.map((each) => path.join(ROOT, each))): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(settings));
  for (const source of sources)
    for (const file of (await filesIn(source)).sort()) {
      const content = await readFile(file);
      hash.update(`\0${path.relative(source, file)}\0${content.length}\0`).update(content);
    }
  return hash.digest("hex");
}

async function prune(folder: string): Promise<void> {
  const files = (await readdir(folder)).map((name) => path.join(folder, name));
  const byAge = await Promise.all(files.map(async (file) => ({ file, atMs: (await stat(file)).mtimeMs })));
  byAge.sort((a, b) => b.atMs - a.atMs);
  for (const { file } of byAge.slice(KEPT)) await rm(file, { force: true });
}

/** What was made for the same key before, or else what `make` makes, which is then kept. */
export async function cached(
  key: string,
  make: () => Promise<BuiltFile[]>,
  folder = FOLDER
): Promise<BuiltFile[]> {
  const file = path.join(folder, `${key}.json`);
  try {
    return JSON.parse(await readFile(file, "utf8")) as BuiltFile[];
  } catch {
    // Not there, or not whole.
  }
  const made = await make();
  try {
    const part = `${file}.${process.pid}`;
    await mkdir(folder, { recursive: true });
    // The scripts hold the WiFi password.
    await writeFile(part, JSON.stringify(made), { mode: 0o600 });
    await rename(part, file);
    await prune(folder);
  } catch {
    // A folder that cannot be written to costs time only.
  }
  return made;
}
