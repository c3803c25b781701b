import { parseAst } from "rollup/parseAst";

/** A position in a text: line from 1, column from 0, as source maps and syntax trees count. */
export interface Point {
  line: number;
  column: number;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null)?.type === "string";
}

/** A built script, as far as positions in it are concerned. Positions without a line are indices in `code`. */
export class ScriptText {
  /** Where the texts begin from which the interpreter counts: the script, its functions, and lines typed into RAM. */
  readonly starts = new Set<number>([0]);
  readonly #lineStarts = [0];
  /** Where the name of what is called stands, by the index of the call's closing bracket. */
  readonly #callees = new Map<number, number>();

  /** Throws if `code` is not JavaScript. */
  constructor(readonly code: string) {
    for (let end = code.indexOf("\n"); end >= 0; end = code.indexOf("\n", end + 1)) this.#lineStarts.push(end + 1);
    const { body } = parseAst(code);
    for (const statement of body as unknown as Node[]) {
      if (this.pointAt(statement.start).column === 0) this.starts.add(statement.start);
      this.#visit(statement);
    }
  }

  pointAt(index: number): Point {
    let line = this.#lineStarts.length;
    while (this.#lineStarts[line - 1] > index) line--;
    return { line, column: index - this.#lineStarts[line - 1] };
  }

  /** The index of what is `lines` and `columns` behind `start`, as the interpreter counts; may be out of the text. */
  indexFrom(start: number, lines: number, columns: number): number {
    if (lines === 0) return start + columns;
    return (this.#lineStarts[this.pointAt(start).line - 1 + lines] ?? NaN) + columns;
  }

  /**
   * The token to look up for one that the interpreter marked. Of a call it marks the closing bracket; a source map
   * has there what stands before it, an argument perhaps that comes from elsewhere. What is called is better.
   */
  culprit(index: number): number {
    return this.#callees.get(index) ?? index;
  }

  #visit(node: Node): void {
    if (/Function/.test(node.type)) this.starts.add(this.#bodyStart(node.body as Node));
    if (node.type === "CallExpression" || node.type === "NewExpression") this.#keepCallee(node);
    for (const value of Object.values(node))
      for (const each of Array.isArray(value) ? value : [value]) if (isNode(each)) this.#visit(each);
  }

  /**
   * A function's text begins with its first token; where that is `return`, with the one after. Brackets around an
   * expression are of the text, and in no node.
   */
  #bodyStart(body: Node): number {
    const [first] = body.type === "BlockStatement" ? (body.body as Node[]) : [];
    if (first && first.type !== "ReturnStatement") return first.start;
    const before = first ? first.start + "return".length : this.code.lastIndexOf("=>", body.start) + "=>".length;
    return before + this.code.slice(before).search(/\S|$/);
  }

  #keepCallee({ type, start, end, callee }: Node): void {
    const { type: kind, start: calleeStart, property } = callee as Node;
    if (type === "NewExpression") this.#callees.set(end - 1, start);
    else if (kind === "MemberExpression") this.#callees.set(end - 1, (property as Node).start);
    // A function that the minifier moved here was written elsewhere; its arguments were not.
    else if (!/Function/.test(kind)) this.#callees.set(end - 1, calleeStart);
  }
}
