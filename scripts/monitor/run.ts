import { createInterface } from "node:readline";
import { defaultOutDir } from "../bundle/paths";
import type { Port } from "../console/port";
import { runCommand } from "../run-command";
import { BOARD_NAMES, type BoardId, type SettingsSource } from "../settings";
import { UsageError } from "../usage-error";
import type { Input } from "../view/prompt";
import type { Output } from "../view/screen";
import { isTerminal, View } from "../view/view";
import { parseMonitorArguments, USAGE, type MonitorArguments } from "./arguments";
import { clockTime, LogFile } from "./log-file";
import { Panel } from "./panel";
import { WatchedBoard } from "./watched-board";

/** From one sample of the charts to the next. */
const SAMPLE_MS = 2000;

export interface MonitorContext {
  input: Input;
  out: Output;
  err: (line: string) => void;
  /** Ends it when it is resolved; in a terminal Ctrl-C does too. */
  until: Promise<unknown>;
  /** Of the ports, where the command line names none. */
  settings?: SettingsSource;
  /** Where built scripts are; by default where `npm run build` puts them. */
  folders?: string[];
}

/** The whole command; resolves with its exit code: 0 unless it could not do what was asked for. */
export function run(argv: string[], context: MonitorContext): Promise<number> {
  const { out, err } = context;
  return runCommand(
    USAGE,
    async () => {
      const args = parseMonitorArguments(argv, context.settings);
      if (!args) {
        out.write(`${USAGE}\n`);
        return 0;
      }
      if (args.plot && !isTerminal(out)) throw new UsageError("--plot: expected a terminal to draw in, got a pipe or a file");
      return watch(args, context);
    },
    err
  );
}

function openLog(name: string, onFailed: (reason: string) => void): LogFile {
  try {
    return new LogFile(name, onFailed);
  } catch (error) {
    throw new UsageError(`--log: expected a file that can be written, got ${JSON.stringify(name)} (${(error as Error).message})`);
  }
}

async function watch(args: MonitorArguments, context: MonitorContext): Promise<number> {
  const { boards, ports, filter } = args;
  let exitCode = 0;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const log =
    args.log === undefined
      ? undefined
      : openLog(args.log, (reason) => {
          exitCode = 1;
          for (const id of boards) view.note(id, `--log ${args.log}: nothing more is written (${reason})`, Date.now());
        });
  const panel = args.plot ? new Panel(boards) : undefined;
  const portOf = (id: BoardId): string => ports[id]?.name ?? "";
  const isOpen = (id: BoardId): boolean => !!watched[id]?.connection.isOpen;
  const note = (id: BoardId, text: string): void => {
    view.note(id, text, Date.now());
    log?.line(BOARD_NAMES[id], `-- ${text}`, Date.now());
  };
  const send = (id: BoardId, text: string): void => {
    if (!watched[id]?.type(text, Date.now()))
      note(id, `not sent: ${JSON.stringify(text)}; ${isOpen(id) ? "the board takes nothing" : "the port is not open"}`);
  };
  const watched: Partial<Record<BoardId, WatchedBoard>> = {};
  const view = new View({
    out: context.out,
    input: context.input,
    boards,
    title: (id) => `${BOARD_NAMES[id]}, ${portOf(id)}${isOpen(id) ? "" : ", not open"}`,
    promptOf: (id) => BOARD_NAMES[id],
    time: clockTime,
    droppedAre: log ? `they are in ${args.log}` : "--log FILE would keep them",
    panel: panel && ((columns, width, height) => panel.rows(columns, width, height)),
    onTyped: send,
    onEnd: end
  });
  if (!isTerminal(context.out)) view.titles();
  for (const id of boards)
    watched[id] = new WatchedBoard({
      port: ports[id] as Port,
      folders: context.folders ?? [defaultOutDir("own"), defaultOutDir("stock")],
      onNote: (text) => note(id, text),
      onLine: (text, isAnswer) => {
        const nowMs = Date.now();
        log?.line(BOARD_NAMES[id], text, nowMs);
        if (!isAnswer && (!filter || filter.test(text))) view.line(id, text, nowMs);
      }
    });
  const each = boards.map((id) => watched[id] as WatchedBoard);
  const sampling = panel && setInterval(() => {
    const nowMs = Date.now();
    boards.forEach((id, index) => panel.add(id, each[index].sample(nowMs)));
    view.touch();
  }, SAMPLE_MS);
  if (!context.input.isTTY || !isTerminal(context.out))
    void takeLines(context.input, each).catch((error: Error) => {
      for (const id of boards) note(id, `nothing more can be typed (${error.message})`);
    });
  try {
    await Promise.race([context.until, ended, ...each.map(({ connection }) => connection.run())]);
  } finally {
    clearInterval(sampling);
    for (const { connection } of each) connection.close();
    await view.close();
    log?.close();
  }
  return exitCode;
}

/** Sends lines that were not typed in a terminal, each when its board can take it; a Tab in front changes the board. */
async function takeLines(input: Input, boards: WatchedBoard[]): Promise<void> {
  let index = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const text = line.replace(/^\t+/, "");
    index = (index + line.length - text.length) % boards.length;
    await boards[index].connection.ready();
    boards[index].type(text, Date.now());
  }
}
