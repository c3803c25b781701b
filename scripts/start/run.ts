import { once } from "node:events";
import { inspect } from "node:util";
import type { BuiltScript } from "../build";
import type { BoardId, Settings } from "../settings";
import { locatorFor } from "../trace/load-locator";
import type { Locator } from "../trace/locator";
import { SourceTrace } from "../trace/source-trace";
import type { Input } from "../view/prompt";
import type { Output } from "../view/screen";
import { View } from "../view/view";
import { FaultRun } from "./fault-run";
import type { FaultName } from "./faults";
import { BOARD_IDS, createSimulation, sentBy } from "./simulation";
import { formatSummary, isComplete, Tally, type PathCount } from "./tally";

/** For what is on its way when the sending stops. */
const DRAIN_MS = 1000;

export interface RunOptions {
  out: Output;
  /** If it is a terminal, as `out` is: statements for the boards. */
  input?: Input;
  /** Ends the run when it is resolved; in a terminal Ctrl-C does too. */
  until: Promise<unknown>;
  /** What is to go wrong; then the run also ends by itself. */
  fault?: FaultName;
}

/**
 * Runs both boards until told to end, and shows their consoles and a summary. Returns whether every
 * number that was sent arrived; with a fault, what `FaultRun` makes of it. Ends at once when a program stops at its start.
 */
export async function run(
  scripts: BuiltScript[],
  settings: Settings,
  { out, input, until, fault }: RunOptions
): Promise<boolean> {
  const tally = new Tally(settings);
  const startedMs = Date.now();
  const titles: Record<BoardId, string> = { a: settings.a.name, b: settings.b.name };
  let onEnd: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    onEnd = resolve;
  });
  const view = new View({
    out,
    input,
    boards: BOARD_IDS,
    title: (id) => titles[id],
    promptOf: (id) => settings[id].name,
    time: (nowMs) => new Date(Math.max(0, nowMs - startedMs)).toISOString().slice(14, 23),
    droppedAre: "all are counted",
    onTyped(id, statement) {
      view.line(id, `>${statement}`, Date.now());
      const result = boards[id].isOn ? boards[id].evaluate(statement) : { value: "the power is off" };
      if (result) view.line(id, `=${inspect(result.value, { breakLength: Infinity })}`, Date.now());
    },
    onEnd
  });
  const traceOf = (id: BoardId): SourceTrace => {
    const script = scripts.find(({ board }) => board === id) as BuiltScript;
    let locator: Promise<Locator> | undefined;
    return new SourceTrace(
      () => (locator ??= locatorFor(script)),
      (place) => view.note(id, `at ${place}`, Date.now())
    );
  };
  const traces: Record<BoardId, SourceTrace> = { a: traceOf("a"), b: traceOf("b") };
  let onArrival: () => void = () => undefined;
  const simulation = createSimulation(scripts, settings, {
    onLine(board, line) {
      tally.onLine(board, line);
      view.line(board, line, Date.now());
      traces[board].take(line);
      faultRun?.onLine(board, line);
      onArrival();
    }
  });
  const { lan, boards } = simulation;
  const note = (text: string): void => {
    for (const id of BOARD_IDS) view.line(id, text, Date.now());
  };
  /** The boards whose program stopped at its start. */
  const stopped: BoardId[] = [];
  const failed = Promise.race(BOARD_IDS.map((id) => once(boards[id].events, "failed").then(() => stopped.push(id))));
  const faultRun = fault && new FaultRun(fault, simulation, settings, tally.paths, note);
  for (const id of BOARD_IDS) boards[id].powerOn();
  const serving = Promise.all(BOARD_IDS.map((id) => lan.realPort(boards[id].host.address, settings[id].port))).then((ports) => {
    BOARD_IDS.forEach((id, index) => {
      titles[id] = `${settings[id].name}, here ws://127.0.0.1:${ports[index]}/`;
    });
  });
  // A program that stopped never serves.
  await Promise.race([serving, failed, until, ended]);
  view.titles();
  await Promise.race([failed, until, ended, ...(faultRun ? [faultRun.over] : [])]);

  faultRun?.stop();
  if (stopped.length) {
    for (const id of BOARD_IDS) boards[id].kill();
    await Promise.all(stopped.map((id) => traces[id].told()));
    await view.close();
    for (const id of stopped) out.write(`\n${settings[id].name}: its program stopped at its start, with the error above\n`);
    return false;
  }
  for (const id of BOARD_IDS) if (boards[id].isOn) boards[id].interpreter.stopTimers();
  const status = { a: sentBy(boards.a), b: sentBy(boards.b) };
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
  await view.close();
  const summary = faultRun?.summary(status) ?? { lines: formatSummary(counts, settings), ok: isComplete(counts) };
  out.write(`\n${summary.lines.join("\n")}\n`);
  return summary.ok;
}
