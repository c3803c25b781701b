import type { Plugin } from "rollup";
import { isFunction, isVariable, replaceRanges, walk, type Edit, type Node } from "./syntax-tree";

/** Where a variable or a function is named. */
interface Use {
  node: Node;
  parents: Node[];
}

/** All uses in a node, by name. */
function usesIn(scope: Node): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  walk(scope, (node, parents) => {
    if (isVariable(node, parents.at(-1))) uses.set(node.name, [...(uses.get(node.name) ?? []), { node, parents: [...parents] }]);
  });
  return uses;
}

/** Whether a function's body can stand in the place of its call. */
function isPlain({ params, body }: Node): boolean {
  let plain = (params as Node[]).every(({ type }) => type === "Identifier");
  walk(body, (node) => {
    if (node.type === "ReturnStatement" || node.type === "ThisExpression" || node.name === "arguments") plain = false;
    return !isFunction(node);
  });
  return plain;
}

interface OnlyCall {
  definition: Node;
  statement: Node;
}

/** A function of the script that nothing uses but one statement outside of all functions, which calls it. */
function onlyCall(program: Node): OnlyCall | undefined {
  const uses = usesIn(program);
  for (const definition of program.body as Node[]) {
    if (definition.type !== "FunctionDeclaration" || !isPlain(definition)) continue;
    const [use, ...others] = uses.get(definition.id.name)!.filter(({ node }) => node !== definition.id);
    if (!use || others.length || use.parents.length !== 3) continue;
    const [, statement, call] = use.parents;
    if (statement.type === "ExpressionStatement" && call.type === "CallExpression" && call.callee === use.node) return { definition, statement };
  }
  return undefined;
}

/** Its body in the place of its call. Its variables become the script's, as `name$function`. */
function inlined(code: string, { definition: { id, params, body, ...definition }, statement }: OnlyCall): string {
  const own = new Set((params as Node[]).map(({ name }) => name as string));
  walk(body, (node) => {
    if (node.type === "VariableDeclarator") own.add(node.id.name);
    return !isFunction(node);
  });
  const nameOf = (name: string): string => `${name}$${id.name}`;
  const edits: Edit[] = [];
  walk(body, (node, parents) => {
    if (!isVariable(node, parents.at(-1)) || !own.has(node.name)) return;
    edits.push({ start: node.start - body.start - 1, end: node.end - body.start - 1, text: nameOf(node.name) });
  });
  const given = (params as Node[]).map(({ name }, i) => {
    const { start, end }: Partial<Node> = statement.expression.arguments[i] ?? {};
    return `var ${nameOf(name)} = ${start === undefined ? "undefined" : code.slice(start, end)};\n`;
  });
  const text = given.join("") + replaceRanges(code.slice(body.start + 1, body.end - 1), edits);
  return replaceRanges(code, [
    { start: statement.start, end: statement.end, text },
    { start: definition.start, end: definition.end, text: "" }
  ]);
}

function isParameter({ node, parents }: Use): boolean {
  const parent = parents.at(-1) as Node;
  return (isFunction(parent) && parent.body !== node) || parent.type === "CatchClause";
}

function isDeclaration(use: Use): boolean {
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

/** Whether a name would mean something else at that place, where a function has a variable of that name. */
function isHidden(name: string, { parents }: Use): boolean {
  return parents.some((each) => isFunction(each) && usesIn(each).get(name)?.some(isDeclaration));
}

interface Alias {
  name: string;
  target: string;
  /** What gives it its value, and what only declares it. */
  statements: Node[];
  /** Where it is used. */
  uses: Node[];
}

/**
 * Variables that are given a value once, that of a variable of the script of which this is true too; those that can go
 * at the same time, as none of them is another name for another one.
 */
function aliases(program: Node): Alias[] {
  const global = usesIn(program);
  const isConstant = (uses: Use[] | undefined): boolean => uses?.filter(isAssignment).length === 1;
  const found: Alias[] = [];
  walk(program, (statement, parents) => {
    const [one, ...rest]: Node[] = statement.declarations ?? [statement.expression];
    const isSimple = one?.type === "VariableDeclarator" || (one?.type === "AssignmentExpression" && one.operator === "=");
    if (rest.length || !isSimple) return;
    const [left, right]: (Node | null)[] = one.type === "VariableDeclarator" ? [one.id, one.init] : [one.left, one.right];
    if (left?.type !== "Identifier" || right?.type !== "Identifier" || left.name === right.name) return;
    const names = [left.name, right.name] as string[];
    if (found.some(({ name, target }) => names.includes(name) || left.name === target)) return;
    const scope = statement.declarations ? parents.findLast(isFunction) : undefined;
    const uses = (scope ? usesIn(scope) : global).get(left.name)!;
    const isGlobal = right.name === "global" || isConstant(global.get(right.name));
    if (!isGlobal || !isConstant(uses) || (!scope && parents.length > 1)) return;
    const others = uses.filter(({ node }) => node !== left);
    if (others.some((each) => isHidden(right.name, each))) return;
    found.push({
      name: left.name,
      target: right.name,
      statements: [statement, ...others.filter(isDeclaration).map((each) => each.parents.at(-2) as Node)],
      uses: others.filter((each) => !isDeclaration(each)).map(({ node }) => node)
    });
  });
  return found;
}

/**
 * Writes what the script does once without functions: those that are called once, at its start, have their body
 * where they are called; so have those in them. What then only is another name for a variable goes.
 */
export function inlineOnce(): Plugin {
  return {
    name: "inline-once",
    renderChunk(original) {
      let code = original;
      const parse = (): Node => this.parse(code) as unknown as Node;
      for (let call = onlyCall(parse()); call; call = onlyCall(parse())) code = inlined(code, call);
      for (let found = aliases(parse()); found.length; found = aliases(parse())) {
        const edits = found.flatMap(({ target, statements, uses }) => [
          ...statements.map(({ start, end }) => ({ start, end, text: "" })),
          ...uses.map(({ start, end }) => ({ start, end, text: target }))
        ]);
        code = replaceRanges(code, edits);
      }
      return { code, map: null };
    }
  };
}
