/** A node of a syntax tree as Rollup's parser makes it (ESTree), with its place in the text. */
export interface Node {
  type: string;
  start: number;
  end: number;
  // What else there is depends on the type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [key: string]: any;
}

/** A text in the place of a range. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Puts texts in the place of ranges that do not overlap. */
export function replaceRanges(code: string, edits: Edit[]): string {
  const sorted = [...edits].sort((one, other) => other.start - one.start);
  return sorted.reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
}

/**
 * Calls `visit` for a node and all those in it, in the order of the text; not for those in one that it says `false` to.
 * `parents` are those of the node, from the outermost on; they are others with the next call.
 */
export function walk(node: Node, visit: (node: Node, parents: Node[]) => unknown, parents: Node[] = []): void {
  if (visit(node, parents) === false) return;
  parents.push(node);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const each of value) if (typeof (each as Node | null)?.type === "string") walk(each as Node, visit, parents);
    } else if (typeof (value as Node | null)?.type === "string") walk(value as Node, visit, parents);
  }
  parents.pop();
}

/** What a statement gives a value, and which one, if it does nothing else; there is none in `var x`. */
export function assignmentOf({ type, declarations, expression }: Node): { left: Node; right: Node | null } | undefined {
  const [one, ...others]: Node[] = declarations ?? (type === "ExpressionStatement" ? [expression] : []);
  if (!one || others.length) return undefined;
  if (one.type === "VariableDeclarator") return { left: one.id, right: one.init };
  return one.type === "AssignmentExpression" && one.operator === "=" ? { left: one.left, right: one.right } : undefined;
}

/** Whether an identifier stands for a variable or a function, and is not the name of a member. */
export function isVariable(node: Node, parent: Node | undefined): boolean {
  if (node.type !== "Identifier") return false;
  if (parent?.type === "MemberExpression") return parent.computed || parent.object === node;
  return !(parent?.type === "Property" && parent.key === node && !parent.computed && !parent.shorthand);
}

export function isFunction({ type }: Node): boolean {
  return type === "FunctionDeclaration" || type === "FunctionExpression";
}
