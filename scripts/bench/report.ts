/** One line of the report. */
export interface Row {
  what: string;
  own: number;
  stock: number;
  /** The least that own must be of stock, or the most that it may be in itself. */
  required?: { ratio: number } | { most: number };
}

const format = (value: number): string => value.toLocaleString("en-GB", { maximumFractionDigits: value < 20 ? 1 : 0 });

/** Whether a row is as it must be. */
export function isMet({ own, stock, required }: Row): boolean {
  if (!required) return true;
  return "ratio" in required ? own / stock >= required.ratio : own <= required.most;
}

/** The rows as a table in Markdown. */
export function table(rows: Row[]): string {
  const cells = rows.map((row) => {
    const { what, own, stock, required } = row;
    const must = !required ? "" : "ratio" in required ? `${required.ratio} ×` : `at most ${format(required.most)}`;
    return [what, format(own), format(stock), `${(own / stock).toFixed(2)} ×`, must + (isMet(row) ? "" : " **missed**")];
  });
  const all = [["", "own", "stock", "own to stock", "required"], ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row: string[]): string =>
    `| ${row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column ? "-".repeat(width - 1) + ":" : "-".repeat(width))).join(" | ")} |`;
  return [line(all[0]), rule, ...cells.map(line)].join("\n");
}
