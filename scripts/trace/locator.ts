import { SourceMap, type SourceMapping } from "node:module";
import path from "node:path";
import type { Frame } from "./frame-parser";
import { ScriptText } from "./script-text";

/** In place of what does not fit into the interpreter's 60 columns. */
const CUT = "...";
/** Where the mark is if the source is cut in front of it (`jslPrintTokenLineMarker` in `jslex.c`). */
const MARK_AFTER_CUT = 30;
/** What literals of the minifier begin with: `!0` is true. */
const LITERAL = /[\d"'`!.-]/;

/** Finds the TypeScript line of a position that the interpreter printed for a built script. */
export class Locator {
  readonly #text: ScriptText;
  readonly #map: SourceMap;
  readonly #folder: string;

  /**
   * `code` is what the board runs, `map` the JSON of the source map of its beginning, `folder` where the sources
   * in it are relative to. Throws if one of them cannot be read.
   */
  constructor(code: string, map: string, folder: string) {
    this.#text = new ScriptText(code);
    this.#map = new SourceMap(JSON.parse(map));
    this.#folder = folder;
  }

  /** As in `firmware/wifi.ts:57`; undefined unless it is certain. */
  locate(frame: Frame): string | undefined {
    const places = new Set([...this.#indices(frame)].flatMap((index) => this.#placesAt(this.#text.culprit(index))));
    const [place] = places;
    return places.size === 1 ? place : undefined;
  }

  /** Where the marked token can be: only where the script has the source that was printed. */
  #indices({ line, column, isAbsolute, source, mark }: Frame): Set<number> {
    const isCutInFront = mark === MARK_AFTER_CUT && source.startsWith(CUT);
    const front = isCutInFront ? CUT.length : 0;
    const shown = source.slice(front, source.endsWith(CUT) ? -CUT.length : undefined);
    const found = new Set<number>();
    if (!shown.trim()) return found;
    for (const start of isAbsolute ? [0] : this.#text.starts)
      for (const index of this.#indicesFrom(start, line - 1, column - 1)) {
        const shownAt = index - (mark - front);
        if (shownAt >= 0 && this.#text.code.startsWith(shown, shownAt)) found.add(index);
      }
    return found;
  }

  /**
   * Before 2v25 lines count from the script's start if it was uploaded to RAM: the espruino CLI sees to that. Since
   * then a first line that has the letters of `Modules.addCached` in this order, as a long one does, is not counted
   * (`jsvGetLineAndCol` in `jsvar.c`), and what is in it is in line 0.
   */
  #indicesFrom(start: number, lines: number, columns: number): number[] {
    const fromScript = lines + 1 - this.#text.pointAt(start).line;
    return [lines, lines + 1, fromScript]
      .filter((count) => count >= 0)
      .map((count) => this.#text.indexFrom(start, count, columns));
  }

  /** A literal may be a constant's that is declared elsewhere: then what stands in front of it must agree. */
  #placesAt(index: number): (string | undefined)[] {
    const { line, column } = this.#text.pointAt(index);
    const mapping = this.#map.findEntry(line - 1, column);
    if (!("generatedLine" in mapping) || mapping.generatedLine !== line - 1) return [undefined];
    const start = index - column + mapping.generatedColumn;
    const isLiteral = start > 0 && LITERAL.test(this.#text.code[start]);
    return [this.#placeOf(mapping), ...(isLiteral ? this.#placesAt(start - 1) : [])];
  }

  #placeOf({ originalSource, originalLine }: SourceMapping): string | undefined {
    // Code of the bundler's own has none.
    if (originalSource === undefined) return undefined;
    const file = path.relative(process.cwd(), path.resolve(this.#folder, originalSource));
    return `${file.split(path.sep).join("/")}:${originalLine + 1}`;
  }
}
