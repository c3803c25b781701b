/** A node of a syntax tree as Rollup's parser makes it (ESTree), with its place in the text. */
export interface Node {
  type: string;
  start: number;
  end: number;
  // What else there is depends on the type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [key: string]: any;
}

/** Puts texts in the place of ranges that do not overlap. */
export function replaceRanges(code: string, edits: { start: number; end: number; text: string }[]): string {
  const sorted = [...edits].sort((one, other) => other.start - one.start);
  return sorted.reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
}

/** Calls `visit` for a node and all those in it, in the order of the text. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of Object.values(node).flat())
    if (typeof (child as Node | null)?.type === "string") walk(child as Node, visit);
}
