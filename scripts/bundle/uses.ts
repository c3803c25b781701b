import { isFunction, isVariable, walk, type Node } from "./syntax-tree";

/** Where a variable or a function is named. */
export interface Use {
  node: Node;
  parents: Node[];
}

/** All uses in a node, by name. */
export function usesIn(scope: Node): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  walk(scope, (node, parents) => {
    if (isVariable(node, parents.at(-1))) uses.set(node.name, [...(uses.get(node.name) ?? []), { node, parents: [...parents] }]);
  });
  return uses;
}

function isParameter({ node, parents }: Use): boolean {
  const parent = parents.at(-1) as Node;
  return (isFunction(parent) && parent.body !== node) || parent.type === "CatchClause";
}

export function isDeclaration(use: Use): boolean {
  const parent = use.parents.at(-1) as Node;
  return isParameter(use) || (parent.type === "VariableDeclarator" && parent.id === use.node);
}

/** Whether it gets a value there; with `var` and no value only a loop gives it one. */
function isAssignment(use: Use): boolean {
  const { node, parents } = use;
  const parent = parents.at(-1) as Node;
  const isLoops = /^For(In|Of)/.test(parents.at(-3)?.type ?? "") && parents.at(-3)?.left === parents.at(-2);
  return (
    isParameter(use) ||
    (isDeclaration(use) && (parent.init || isLoops)) ||
    (parent.type === "AssignmentExpression" && parent.left === node) ||
    /^(Update|For(In|Of))/.test(parent.type)
  );
}

/** Whether a variable, with all its uses, is given a value once. */
export function isConstant(uses: Use[] | undefined): boolean {
  return uses?.filter(isAssignment).length === 1;
}

/** Whether a name would mean something else at that place, where a function has a variable of that name. */
export function isHidden(name: string, { parents }: Use): boolean {
  return parents.some((each) => isFunction(each) && usesIn(each).get(name)?.some(isDeclaration));
}
