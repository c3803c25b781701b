import { plot } from "asciichart";

/** Characters of a label of the axis. */
const LABEL = 6;
/** Where the line begins: after the label and the axis. */
const START = LABEL + 1;

/** A number, or undefined where there is none. */
export type Sample = number | undefined;

function label(value: number): string {
  const short = value < 10_000 ? String(Number(value.toPrecision(value < 100 ? 2 : 4))) : `${Math.round(value / 1000)}k`;
  return short.padStart(LABEL);
}

/**
 * A line of the last samples over an axis from 0 up, `width` by `height` characters; no line where there is no
 * sample. The library knows no gaps: it is given the sample before in place of one that is missing, and the
 * piece of its line is taken away.
 */
export function drawChart(samples: Sample[], width: number, height: number): string[] {
  const shown = samples.slice(-(width - START + 1));
  let last = shown.find((sample) => sample !== undefined) ?? 0;
  const series = shown.length ? shown.map((sample) => (last = sample ?? last)) : [0];
  const options = { min: 0, max: Math.max(...series) || 1, height: height - 1, offset: 2, format: label };
  const rows = plot(series, options).split("\n");
  const isKnown = (i: number): boolean => shown[i] !== undefined;
  return rows.map((row) => {
    const line = [...row.padEnd(width)];
    // The library marks the first sample, even if it is none, and another row.
    line[LABEL] = "┤";
    // The character at START + i is the way from sample i to the next.
    for (let i = 0; i + 1 < shown.length; i++) if (!isKnown(i) || !isKnown(i + 1)) line[START + i] = " ";
    return line.slice(0, width).join("");
  });
}
