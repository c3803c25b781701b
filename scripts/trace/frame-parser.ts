/** A position that the interpreter prints under an uncaught error, and the source that it shows for it. */
export interface Frame {
  /** From 1. In the script if `isAbsolute`; else in the text of the function or of the statement that ran. */
  line: number;
  /** From 1. */
  column: number;
  isAbsolute: boolean;
  /** The line of source as it was printed: of a long one, what is around the mark. */
  source: string;
  /** Index in `source` of the token at which the error happened. */
  mark: number;
}

type Position = Omit<Frame, "source" | "mark">;

/** 2v25 and later: `    at check (.bootcde:1:386)`, `    at :1:110`. */
const POSITION = /(?:^| |\()(\.boot(?:cde|rst))?:(\d{1,6}):(\d{1,6})\)?$/;
/** Earlier ones: ` at line 1 col 386 in .bootcde`, `in function "check" called from line 1 col 110`. */
const OLD_POSITION = /(?:at|called from) line (\d{1,6}) col (\d{1,6})(?: in (\.boot(?:cde|rst)))?$/;
const MARK = /^ {0,200}\^$/;

function positionIn(line: string): Position | undefined {
  const [, file, row, column] = POSITION.exec(line) ?? [];
  if (row) return { line: +row, column: +column, isAbsolute: file !== undefined };
  const [, oldRow, oldColumn, oldFile] = OLD_POSITION.exec(line) ?? [];
  return oldRow ? { line: +oldRow, column: +oldColumn, isAbsolute: oldFile !== undefined } : undefined;
}

/**
 * Finds the frames of a trace among the lines of a console: three lines each, the position, the source and a
 * mark under it (`jslPrintStackTrace` in `jslex.c`; before 2v25 `jspAppendStackTrace` in `jsparse.c`).
 *
 * Only ESP32 traces of a script in RAM or flash come without a file: there, positions count from the start of
 * the function. A line in between, of the driver for example, costs at most the frame that it is in.
 */
export class FrameParser {
  #position?: Position;
  #previous = "";

  /** Takes the next line of the console; returns the frame that it completes. */
  take(line: string): Frame | undefined {
    const source = this.#previous;
    this.#previous = line;
    if (MARK.test(line)) {
      const position = this.#position;
      this.#position = undefined;
      return position && { ...position, source, mark: line.length - 1 };
    }
    this.#position = positionIn(line) ?? this.#position;
    return undefined;
  }
}
