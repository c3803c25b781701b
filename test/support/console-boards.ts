import { SimulatedBoard, type SimulatedBoardOptions } from "../../shims/board";
import { BoardConsole, type ConsoleFault } from "../../shims/console";
import { Lan } from "../../shims/lan";

export const ACCESS_POINT = { ssid: "home", password: "secret password" };

export interface ConsoleBoard {
  board: SimulatedBoard;
  console: BoardConsole;
  /** As `--port` takes it. */
  name: string;
  /** What the board printed. */
  lines: string[];
}

/** Simulated boards in one network, each with an open console. */
export class ConsoleBoards {
  readonly #lan = new Lan();
  readonly #boards: ConsoleBoard[] = [];

  async add(options: Partial<SimulatedBoardOptions> = {}, ...faults: ConsoleFault[]): Promise<ConsoleBoard> {
    const lines: string[] = [];
    const board = new SimulatedBoard({
      lan: this.#lan,
      address: `192.168.1.${101 + this.#boards.length}`,
      accessPoint: ACCESS_POINT,
      onLine: (line) => lines.push(line),
      ...options
    });
    board.powerOn();
    const console = await BoardConsole.open(board, { faults });
    const added = { board, console, name: console.name, lines };
    this.#boards.push(added);
    return added;
  }

  async remove(): Promise<void> {
    for (const { board, console } of this.#boards) {
      await console.close();
      board.kill();
    }
    this.#boards.length = 0;
  }
}
