import { parseArgs } from "node:util";
import type { BoardId } from "../settings";
import { UsageError } from "../usage-error";
import { parsePort, type Port } from "./port";

export const usage = `Usage: npm run deploy:a -- [--port PORT] [--ram]
       npm run deploy:b -- [--port PORT] [--ram]

Builds a board's script, uploads it, and checks that the board runs it.

  --port PORT  /dev/ttyUSB0, COM3 or tcp://HOST[:PORT] (Telnet console, port 23 if none is given);
               without it BOARD_A_SERIAL or BOARD_B_SERIAL of the environment or of .env
  --ram        into RAM only: the script is gone after a reset
  --help       this text
`;

export interface DeployArguments {
  board: BoardId;
  port?: Port;
  ram: boolean;
  help: boolean;
}

export function parsePortOf(source: string, text: string): Port {
  try {
    return parsePort(text);
  } catch (error) {
    throw new UsageError(`${source}: ${(error as Error).message}`);
  }
}

export function parseArguments(argv: string[]): DeployArguments {
  let values: { board?: string; port?: string; ram?: boolean; help?: boolean };
  try {
    values = parseArgs({
      args: argv,
      options: {
        board: { type: "string" },
        port: { type: "string" },
        ram: { type: "boolean" },
        help: { type: "boolean", short: "h" }
      }
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split(". ")[0]);
  }
  const { board, port, ram = false, help = false } = values;
  if (board !== "a" && board !== "b") {
    const came = board === undefined ? "nothing" : JSON.stringify(board);
    throw new UsageError(`--board: expected a or b, got ${came}`);
  }
  return { board, port: port === undefined ? undefined : parsePortOf("--port", port), ram, help };
}
