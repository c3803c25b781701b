import type { BoardId } from "../settings";
import { buildName, type BoardState } from "./board-state";
import { ConsoleLink, type LinkDeadlines } from "./console-link";
import { DeployError, failure, inShort, isStranger } from "./failure";
import type { ListedPort } from "./list-ports";
import type { SerialPortClass } from "./serial-link";

/** Has the user choose one of the options, by its index. */
export type Choose = (question: string, options: string[]) => Promise<number>;

export interface Search {
  board: BoardId;
  /** The board's name, for messages. */
  name: string;
  listed: ListedPort[];
  /** The command that searches. */
  user: string;
  deadlines: LinkDeadlines;
  load?: () => Promise<SerialPortClass | undefined>;
  /** In a terminal. */
  choose?: Choose;
}

interface Met {
  link: ConsoleLink;
  state?: BoardState;
  error?: DeployError;
  /** In words: the port, and what is there. */
  words: string;
}

async function meet(link: ConsoleLink): Promise<Met> {
  const { name } = link.port;
  try {
    const state = await link.meet();
    return { link, state, words: `${name} (Espruino ${state.version}, ${buildName(state.build)})` };
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return { link, error, words: `${name} (${inShort(error)})` };
  }
}

/** Which of several it is; the other board is out already. */
async function pick(candidates: Met[], { board, name, choose }: Search): Promise<Met> {
  const known = candidates.filter(({ state }) => state?.build.startsWith(`${board}-`));
  // Behind a port that is in use may be the very board.
  const boards = candidates.filter(({ error }) => !error || !isStranger(error));
  const sure = known.length ? known : boards.length ? boards : candidates;
  if (sure.length === 1) return sure[0];
  const ports = sure.map(({ words }) => words);
  if (!choose) throw failure("SEVERAL_PORTS", name, { ports: ports.join(", ") });
  return sure[await choose(`Which one is ${name}?`, ports)];
}

/**
 * Finds a board's port among those that are listed: not the one on which the other board's script runs,
 * rather the one on which its own runs, else the only one that can have an Espruino. Returns its console, open; throws a
 * DeployError.
 */
export async function findPort(search: Search): Promise<{ link: ConsoleLink; state: BoardState }> {
  const { board, name, listed, user, deadlines, load } = search;
  const met = await Promise.all(listed.map(({ port }) => meet(new ConsoleLink(port, user, deadlines, load))));
  let chosen: Met | undefined;
  try {
    const other = board === "a" ? "b-" : "a-";
    const candidates = met.filter(({ state }) => !state?.build.startsWith(other));
    if (!candidates.length) {
      const found = met.map(({ words }) => words).join(", ") || "there is no USB serial port";
      throw failure("NO_PORT", name, { found });
    }
    chosen = await pick(candidates, search);
    if (!chosen.state) throw chosen.error;
    return { link: chosen.link, state: chosen.state };
  } finally {
    await Promise.all(met.map(({ link, state }) => (link !== chosen?.link || !state ? link.close() : undefined)));
  }
}
