import { canonicalName, parsePortOf, type Port } from "../console/port";
import { BOARD_NAMES, readPorts, type BoardId, type SettingsSource } from "../settings";
import { parseOptions, UsageError } from "../usage-error";

export const USAGE = `Usage: npm run monitor -- [options]

Shows the consoles of both boards side by side until Ctrl-C, and sends what is typed to one of them.
Under the trace of an uncaught error it adds the TypeScript lines, for which it asks the board what it runs.

  --board a|b     only this board
  --port-a PORT   /dev/ttyUSB0, COM3 or tcp://HOST[:PORT] (Telnet console, port 23 if none is given);
  --port-b PORT   without it BOARD_A_SERIAL and BOARD_B_SERIAL of the environment or of .env
  --log FILE      append every line to FILE, with time and board, whatever --filter says
  --filter REGEX  show only the lines that match
  --plot          draw numbers per second, round-trip time and free memory, for which each board is
                  asked on its console every 2 s
  --help          this text

Tab goes to the other board. Where the input is no terminal, a Tab at the beginning of a line does.`;

export interface MonitorArguments {
  boards: BoardId[];
  /** Of each board that is shown. */
  ports: Partial<Record<BoardId, Port>>;
  log?: string;
  filter?: RegExp;
  plot: boolean;
}

function parse(given: string[]) {
  return parseOptions({
    args: given,
    options: {
      board: { type: "string" },
      "port-a": { type: "string" },
      "port-b": { type: "string" },
      log: { type: "string" },
      filter: { type: "string" },
      plot: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false }
    }
  }).values;
}

function parseFilter(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new UsageError(`--filter: expected a regular expression, got ${JSON.stringify(text)} (${(error as Error).message})`);
  }
}

function portOf(board: BoardId, option: string | undefined, setting: string | undefined): Port {
  const variable = `BOARD_${board.toUpperCase()}_SERIAL`;
  const text = option ?? setting;
  if (!text)
    throw new UsageError(
      `${variable}: expected the port of ${BOARD_NAMES[board]}, got nothing; ` +
        `set it, give --port-${board}, or watch the other board alone with --board ${board === "a" ? "b" : "a"}`
    );
  return parsePortOf(option === undefined ? variable : `--port-${board}`, text);
}

/** `undefined` if the usage is asked for. Throws a `UsageError` or a `SettingsError`. */
export function parseMonitorArguments(given: string[], source?: SettingsSource): MonitorArguments | undefined {
  const values = parse(given);
  if (values.help) return undefined;
  const { board, log, filter, plot } = values;
  if (board !== undefined && board !== "a" && board !== "b")
    throw new UsageError(`--board: expected a or b, got ${JSON.stringify(board)}`);
  if (log === "") throw new UsageError("--log: expected the name of a file, got an empty one");
  const settings = readPorts(source);
  const boards: BoardId[] = board ? [board] : ["a", "b"];
  const ports = Object.fromEntries(boards.map((id) => [id, portOf(id, values[`port-${id}`], settings[id])]));
  if (ports.a && ports.b && canonicalName(ports.a) === canonicalName(ports.b))
    throw new UsageError(`${ports.a.name}: expected a port for each board, got the same for both`);
  return { boards, ports, log, filter: filter === undefined ? undefined : parseFilter(filter), plot };
}
