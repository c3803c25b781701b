import { FrameParser } from "../../../../scripts/trace/frame-parser";
import type { Locator } from "../../../../scripts/trace/locator";
import { SOURCES } from "./program";

/** The lines that the program's traces lead to, under each error's message. */
export const EXPECTED = {
  "Error: at the top level": ["throw new Error(what);", 'gauge.check("at the top level", 0);'],
  "Error: a level of 7": [
    "throw new Error(what);",
    'this.check("a level of " + each, each - LIMIT);',
    "return [level].map((each) => {",
    "setTimeout(() => gauge.read(7), 20);"
  ],
  "TypeError: too deep for 0.5": [
    'if (n < 1) throw new TypeError("too deep for " + n);',
    "const half = (n: number): number => deep(n / 2);",
    "return half(n);",
    'print("result " + deep(1));'
  ],
  'ReferenceError: "missing" is not defined': ["missing.call();"]
};

/** The same for the lines of a console. */
export function located(locator: Locator, lines: string[]): Record<string, string[]> {
  const parser = new FrameParser();
  const found: Record<string, string[]> = {};
  let message = "";
  for (const line of lines) {
    if (line.startsWith("Uncaught ")) found[(message = line.slice("Uncaught ".length))] = [];
    const frame = parser.take(line);
    if (!frame) continue;
    const [file = "", row] = locator.locate(frame)?.split(":") ?? [];
    found[message].push(SOURCES[file]?.[+row - 1].trim() ?? "nothing");
  }
  return found;
}
