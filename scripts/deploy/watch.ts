import { watch as watchFiles } from "node:fs";

/** An editor writes a file in several steps, and several files at once. */
const QUIET_MS = 300;

/**
 * Calls `onChange` when something in a folder has changed, and again when more did meanwhile; never twice
 * at a time. Ends when `until` is resolved, and what has begun is done.
 */
export async function watch(folder: string, onChange: () => Promise<unknown>, until: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = Promise.resolve();
  const watcher = watchFiles(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      work = work.then(onChange);
    }, QUIET_MS);
  });
  await until;
  clearTimeout(timer);
  watcher.close();
  await work;
}
