import { isNativeError } from "node:util/types";

/** A position in V8's `error.stack`: perhaps a function's name, and file, line and column, both from 1. */
const FRAME = /^ {4}at (?:(.+) \()?(\S+):(\d+):(\d+)\)?$/;
/** Columns of source that the interpreter shows, and how many of them are in front of the token if it cuts there. */
const SHOWN = 60;
const BEFORE = 30;
const CUT = "...";

/** The name as Espruino has it: without the class, and without V8's additions, as in `new Link` and `Link.send [as write]`. */
function functionName(name: string | undefined): string {
  return /([\w$]+)(?: \[as .*\])?$/.exec(name ?? "")?.[1] ?? "";
}

/** A line of source with a mark under one of its columns (`jslPrintTokenLineMarker` in `jslex.c`). */
function marked(source: string, column: number): [source: string, mark: string] {
  const isCut = source.length > SHOWN && column > BEFORE;
  const skipped = isCut ? column - BEFORE : 0;
  const rest = source.slice(skipped);
  const start = isCut ? CUT.length : 0;
  const shown = (isCut ? CUT : "") + rest.slice(start, start + SHOWN) + (rest.length > SHOWN ? CUT : "");
  return [shown, `${" ".repeat(column - skipped)}^`];
}

/**
 * What the interpreter prints under an uncaught error: the positions in the board's own scripts, each with the
 * line there (`jslPrintStackTrace` in `jslex.c`, 2v25 and later). `textOf` gives a script by the name that it runs
 * under, and is undefined for whatever else is on the stack. A file in flash is named; what was typed is not.
 */
export function stackTrace(error: unknown, textOf: (file: string) => string | undefined): string[] {
  if (!isNativeError(error) || typeof error.stack !== "string") return [];
  // The message is text like any other, and may look like a frame.
  const frames = error.stack.startsWith(String(error)) ? error.stack.slice(String(error).length) : "";
  return frames.split("\n").flatMap((line) => {
    const [, name, file = "", row, column] = FRAME.exec(line) ?? [];
    const source = textOf(file)?.split("\n")[+row - 1];
    if (source === undefined) return [];
    const position = `${file.startsWith(".") ? file : ""}:${row}:${column}`;
    const called = functionName(name);
    return [`    at ${called ? `${called} (${position})` : position}`, ...marked(source, +column - 1)];
  });
}
