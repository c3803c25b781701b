import type { Status } from "../../firmware/types/status";
import type { BuiltScript } from "../build";
import type { BoardId, Settings } from "../settings";
import { Columns } from "./columns";
import { BOARD_IDS, createSimulation } from "./simulation";
import { formatSummary, isComplete, Tally, type PathCount } from "./tally";

/** For what is on its way when the sending stops. */
const DRAIN_MS = 1000;

export interface RunOptions {
  out: NodeJS.WriteStream;
  /** Ends the run when it is resolved. */
  until: Promise<unknown>;
}

/**
 * Runs both boards until told to end, and shows their consoles and a summary. Returns whether every
 * number that was sent arrived.
 */
export async function run(scripts: BuiltScript[], settings: Settings, { out, until }: RunOptions): Promise<boolean> {
  const tally = new Tally(settings);
  const coloured = out.isTTY && !process.env.NO_COLOR;
  const write = (text: string): void => void out.write(text);
  const columns = new Columns({ write, coloured, width: out.columns ?? 100 }, Date.now());
  let onArrival: () => void = () => undefined;
  const { lan, boards } = createSimulation(scripts, settings, {
    onLine(board, line) {
      tally.onLine(board, line);
      columns.line(board, line, Date.now());
      onArrival();
    }
  });
  for (const id of BOARD_IDS) boards[id].powerOn();
  const ports = await Promise.all(BOARD_IDS.map((id) => lan.realPort(settings[id].ip, settings[id].port)));
  const title = (id: BoardId, port: number): string =>
    `${settings[id].name}, here ws://127.0.0.1:${port}/`;
  columns.both(title("a", ports[0]), title("b", ports[1]));
  await until;

  for (const id of BOARD_IDS) boards[id].interpreter.stopTimers();
  const status = { a: boards.a.run("status()") as Status, b: boards.b.run("status()") as Status };
  const counts = await new Promise<PathCount[]>((resolve) => {
    const deadline = setTimeout(() => {
      resolve(tally.counts(status));
    }, DRAIN_MS);
    onArrival = () => {
      if (tally.counts(status).some(({ missing }) => missing)) return;
      clearTimeout(deadline);
      resolve(tally.counts(status));
    };
    onArrival();
  });
  for (const id of BOARD_IDS) boards[id].kill();
  write(`\n${formatSummary(counts, settings).join("\n")}\n`);
  return isComplete(counts);
}
