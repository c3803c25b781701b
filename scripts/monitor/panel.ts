import { BOARD_NAMES, type BoardId } from "../settings";
import { COLOURS, type Columns } from "../view/columns";
import { drawChart, type Sample } from "./chart";

/** More than the widest chart shows. */
const MAX_SAMPLES = 300;
const MIN_CHART_WIDTH = 20;
const CHART_HEIGHT = { least: 3, most: 6 };

export interface Samples {
  numbersPerSecond: Sample;
  roundTripMs: Sample;
  free: Sample;
}

const charts: { of: keyof Samples; title: (value: string) => string }[] = [
  { of: "numbersPerSecond", title: (value) => `${value} numbers/s` },
  { of: "roundTripMs", title: (value) => `round trip ${value} ms` },
  { of: "free", title: (value) => `${value} JsVars free` }
];

function format(value: Sample): string {
  return value === undefined ? "?" : value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : 0 });
}

/** For each board a row of charts, in half of the terminal at most; where there is no room, just the last values. */
export class Panel {
  readonly #samples: Partial<Record<BoardId, Samples[]>>;

  constructor(readonly boards: BoardId[]) {
    this.#samples = Object.fromEntries(boards.map((board) => [board, []]));
  }

  add(board: BoardId, samples: Samples): void {
    const kept = this.#of(board);
    kept.push(samples);
    if (kept.length > MAX_SAMPLES) kept.shift();
  }

  rows(columns: Columns, width: number, height: number): string[] {
    const room = Math.floor((height / 2 - 2) / this.boards.length) - 1;
    const size = Math.floor(width / charts.length) - 1;
    const chartHeight =
      room < CHART_HEIGHT.least || size < MIN_CHART_WIDTH ? 0 : Math.min(room, CHART_HEIGHT.most);
    return this.boards.flatMap((board) => {
      const kept = this.#of(board);
      const cells = charts.map(({ of, title }) => {
        const heading = title(format(kept.at(-1)?.[of]));
        if (!chartHeight) return [heading];
        const samples = kept.map((each) => each[of]);
        return [heading.slice(0, size).padEnd(size), ...drawChart(samples, size, chartHeight)];
      });
      const rows = cells[0].map((_, i) => cells.map((cell) => cell[i]).join(chartHeight ? " " : ", "));
      const named = chartHeight ? rows : [`${BOARD_NAMES[board]}: ${rows[0]}`];
      return named.map((row) => columns.paint(COLOURS[board], row.slice(0, width).trimEnd()));
    });
  }

  #of(board: BoardId): Samples[] {
    return this.#samples[board] ?? [];
  }
}
