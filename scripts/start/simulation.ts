import type { Status } from "../../firmware/types/status";
import { SimulatedBoard } from "../../shims/board";
import type { EspruinoBuild } from "../../shims/firmware";
import type { Clock } from "../../shims/interpreter";
import { Lan } from "../../shims/lan";
import type { BuiltScript } from "../build";
import type { BoardId, Settings } from "../settings";

/** What the simulated router gives to each board. */
const ADDRESSES: Record<BoardId, string> = { a: "192.168.1.20", b: "192.168.1.21" };

export const BOARD_IDS: BoardId[] = ["a", "b"];

export interface Simulation {
  lan: Lan;
  boards: Record<BoardId, SimulatedBoard>;
}

export interface SimulationOptions {
  onLine: (board: BoardId, line: string) => void;
  /** A fake clock, with which nothing leaves the process. */
  clock?: Clock;
  random?: () => number;
  /** What differs from the usual ESP32 build. */
  espruino?: Partial<EspruinoBuild>;
}

/** Two boards on a network of their own, with the scripts that were built for them; both still off. */
export function createSimulation(
  scripts: BuiltScript[],
  settings: Settings,
  { onLine, clock, random, espruino }: SimulationOptions
): Simulation {
  const lan = new Lan({ memory: clock, random });
  const create = (id: BoardId): SimulatedBoard => {
    const built = scripts.find((each) => each.board === id);
    if (!built) throw new Error(`expected a script for board ${id}, got ${scripts.length} others`);
    return new SimulatedBoard({
      script: built.code,
      lan,
      address: ADDRESSES[id],
      accessPoint: { ssid: settings[id].ssid, password: settings[id].password },
      onLine: (line) => {
        onLine(id, line);
      },
      clock,
      random,
      espruino
    });
  };
  return { lan, boards: { a: create("a"), b: create("b") } };
}

/** What a board says that it sent since it was switched on: nothing if its program failed before it could say so. */
export function sentBy(board: SimulatedBoard): Pick<Status, "sent"> {
  const status = board.isOn ? (board.run("status()") as Status | undefined) : undefined;
  return status ?? { sent: { server: 0, client: 0 } };
}
