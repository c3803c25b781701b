import { readFile } from "node:fs/promises";
import type { build } from "../build";
import { readSettings, SettingsError } from "../settings";
import { UsageError } from "../usage-error";
import { parseArguments, parsePortOf, usage } from "./arguments";
import { stamp } from "./build-id";
import { BoardDeploy, type Deadlines, defaultDeadlines } from "./deploy-board";

/** What a test hands in. */
export interface RunContext {
  out?: (line: string) => void;
  err?: (line: string) => void;
  deadlines?: Deadlines;
  readSettings?: () => ReturnType<typeof readSettings>;
  build?: typeof build;
}

/** The whole command; resolves with its exit code: 0 only if the board runs the new script. */
export async function run(argv: string[], context: RunContext = {}): Promise<number> {
  const out = context.out ?? console.log;
  const err = context.err ?? console.error;
  try {
    const args = parseArguments(argv);
    if (args.help) {
      out(usage);
      return 0;
    }
    const settings = (context.readSettings ?? (() => readSettings("boards")))();
    for (const warning of settings.warnings) err(warning);
    const { board, ram } = args;
    const variable = `BOARD_${board.toUpperCase()}_SERIAL`;
    const configured = settings.serial[board];
    const port = args.port ?? (configured ? parsePortOf(variable, configured) : undefined);
    if (!port) {
      throw new UsageError(`${variable}: expected the port of the board, got nothing; set it or give --port`);
    }
    // Loaded when it is due: the bundler takes its time, and a usage error needs none.
    const buildAll = context.build ?? (await import("../build")).build;
    const built = (await buildAll(settings)).find((script) => script.board === board);
    if (!built) throw new Error(`build: expected a script for board ${board}, got none`);
    const script = stamp(board, await readFile(built.file, "latin1"));
    const deadlines = context.deadlines ?? defaultDeadlines;
    const name = settings[board].name;
    const file = `${built.file}.upload`;
    out(await new BoardDeploy({ name, script, file, port, ram, deadlines, report: out }).run());
    return 0;
  } catch (error) {
    if (error instanceof UsageError) err(`${error.message}\n\n${usage}`);
    else err((error as Error).message);
    return error instanceof UsageError || error instanceof SettingsError ? 2 : 1;
  }
}
