import { parseArgs, type ParseArgsConfig } from "node:util";

/** A mistake on the command line: the usage text is due, and exit code 2. */
export class UsageError extends Error {}

/** Node's `parseArgs`; throws a UsageError. */
export function parseOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // What follows the first sentence is about `--`, which nobody needs here.
    throw new UsageError((error as Error).message.split(". ")[0]);
  }
}
