import { buildName, isRecent, type BoardState } from "../console/board-state";
import { ConsoleLink, type LinkDeadlines } from "../console/console-link";
import { DeployError, failure, inShort, isStranger, thousands } from "../console/failure";
import { listPorts, type ListedPort } from "../console/list-ports";
import { canonicalName, parsePortOf, type Port } from "../console/port";
import type { SerialPortClass } from "../console/serial-link";
import { runCommand } from "../run-command";
import { readPorts, type SettingsSource } from "../settings";
import { advice } from "./advice";
import { parseBoardsArguments, USAGE } from "./arguments";

export interface BoardsContext {
  out: (line: string) => void;
  err: (line: string) => void;
  deadlines?: LinkDeadlines;
  /** Of the ports that it names. */
  settings?: SettingsSource;
  loadSerialPort?: () => Promise<SerialPortClass | undefined>;
}

/** A board is deaf for 9 s while it dials a peer that is gone. */
const DEADLINES: LinkDeadlines = { connectMs: 5000, answerMs: 12_000, repeatMs: 2000 };

const HEAD = ["Port", "Device", "Espruino", "JsVars used", "Runs"];

interface Seen extends ListedPort {
  state?: BoardState;
  error?: DeployError;
}

/** Looks at one port, and leaves it free again. */
async function look(listed: ListedPort, { deadlines = DEADLINES, loadSerialPort }: BoardsContext): Promise<Seen> {
  const link = new ConsoleLink(listed.port, "npm run boards", deadlines, loadSerialPort);
  try {
    const state = await link.meet();
    const error = isRecent(state.version)
      ? undefined
      : failure("TOO_OLD", listed.port.name, { version: state.version });
    return { ...listed, state, error };
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return { ...listed, error };
  } finally {
    await link.close();
  }
}

/** The ports that the settings name. */
function configured(source?: SettingsSource): Port[] {
  const { a, b } = readPorts(source);
  return [a && parsePortOf("BOARD_A_SERIAL", a), b && parsePortOf("BOARD_B_SERIAL", b)].filter((port) => !!port) as Port[];
}

function row({ port, description, state, error }: Seen): string[] {
  if (!state) return [port.name, description, "-", "-", error ? inShort(error) : ""];
  const { version, usedVars, totalVars, build, address } = state;
  const runs = buildName(build) + (address && `, ${address}`);
  return [port.name, description, version, `${thousands(usedVars)} of ${thousands(totalVars)}`, runs];
}

function table(rows: string[][]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd());
}

async function main(argv: string[], context: BoardsContext): Promise<number> {
  const { out, err } = context;
  const named = parseBoardsArguments(argv);
  if (!named) {
    out(USAGE);
    return 0;
  }
  let listed: ListedPort[] = [];
  let unlisted: DeployError | undefined;
  try {
    listed = await listPorts(context.loadSerialPort);
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    unlisted = error;
  }
  const further = [...configured(context.settings), ...named]
    .filter((port, at, all) => {
      const isSame = (other: Port): boolean => canonicalName(other) === canonicalName(port);
      return !listed.some((each) => isSame(each.port)) && all.findIndex(isSame) === at;
    })
    .map((port) => ({ port, description: port.kind === "tcp" ? "Telnet console" : "serial port" }));
  // All at once: a port that is silent takes its whole deadline.
  const seen = await Promise.all([...listed, ...further].map((each) => look(each, context)));
  if (seen.length) for (const line of table([HEAD, ...seen.map(row)])) out(line);
  else if (!unlisted) out("There is no USB serial port.");
  for (const error of [unlisted, ...seen.map(({ error }) => error)]) if (error) err(error.message);
  if (seen.some(({ state, error }) => state && !error)) return 0;
  // A port that could not be looked at has its advice already.
  if (!seen.length || seen.some(({ error }) => error && isStranger(error))) {
    out("No board was found that a deploy can go to. What to do:");
    for (const line of advice(seen.length > 0)) out(line);
  }
  return 1;
}

/** The whole command; resolves with its exit code. */
export function run(argv: string[], context: BoardsContext): Promise<number> {
  return runCommand(USAGE, () => main(argv, context), context.err);
}
