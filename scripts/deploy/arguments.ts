import { parsePortOf, type Port } from "../console/port";
import type { BoardId } from "../settings";
import { parseOptions, UsageError } from "../usage-error";

export const usage = `Usage: npm run deploy:a -- [--port PORT] [--ram] [--force] [--clean] [--plain] [--watch]
       npm run deploy:b -- [--port PORT] [--ram] [--force] [--clean] [--plain] [--watch]
       npm run deploy -- [--ram] [--force] [--clean] [--plain] [--watch]     (both boards)

Builds a board's script, uploads it, restarts the board, and checks that it runs the script and joined the
network. The old program runs until the new one is whole in the board's flash.

  --port PORT  /dev/ttyUSB0, COM3 or tcp://HOST[:PORT] (Telnet console, port 23 if none is given);
               without it BOARD_A_SERIAL or BOARD_B_SERIAL of the environment or of .env, and without
               that the port is looked for
  --ram        only until the next restart, which brings the old program back
  --force      upload also if the board runs this build already, or the other board's
  --clean      remove other programs that the board starts (.bootrst, .boot0 to .boot3, a saved state)
  --plain      readable scripts, not minified: for looking for a mistake
  --watch      go on, and deploy again on each change in firmware/, until Ctrl-C
  --help       this text
`;

export interface DeployArguments {
  /** In the order in which they are deployed to. */
  boards: BoardId[];
  port?: Port;
  ram: boolean;
  force: boolean;
  clean: boolean;
  plain: boolean;
  watch: boolean;
  help: boolean;
}

const switchOption = { type: "boolean", default: false } as const;

function parse(argv: string[]) {
  return parseOptions({
    args: argv,
    options: {
      board: { type: "string" },
      all: switchOption,
      port: { type: "string" },
      ram: switchOption,
      force: switchOption,
      clean: switchOption,
      plain: switchOption,
      watch: switchOption,
      help: { ...switchOption, short: "h" }
    }
  }).values;
}

/** Throws a UsageError. */
export function parseArguments(argv: string[]): DeployArguments {
  const { board, all, port, ...switches } = parse(argv);
  if (all && board !== undefined) throw new UsageError("--all: expected it without --board, got both");
  if (!all && board !== "a" && board !== "b") {
    const came = board === undefined ? "nothing" : JSON.stringify(board);
    throw new UsageError(`--board: expected a or b, got ${came}`);
  }
  if (all && port !== undefined)
    throw new UsageError("--port: expected it with one board, got it with --all; set BOARD_A_SERIAL and BOARD_B_SERIAL");
  const boards: BoardId[] = all ? ["a", "b"] : [board as BoardId];
  return { boards, port: port === undefined ? undefined : parsePortOf("--port", port), ...switches };
}
