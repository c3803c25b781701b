import type { Plugin } from "rollup";
import { assignmentOf, isFunction, isVariable, replaceRanges, walk, type Edit, type Node } from "./syntax-tree";
import { isConstant, isHidden, usesIn, type Use } from "./uses";

/** A function of the script, or a method of one of its classes, that nothing uses but one call. */
interface OnlyCall {
  /** What its variables are called after; no function is called as a method is. */
  name: string;
  definition: Node;
  /** What goes with the definition. */
  range: { start: number; end: number };
  call: Node;
  use: Use;
  isMethod: boolean;
}

function callOf({ node, parents }: Use): Node | undefined {
  const parent = parents.at(-1) as Node;
  return parent.type === "CallExpression" && parent.callee === node ? parent : undefined;
}

function onlyCallsOfFunctions(program: Node): OnlyCall[] {
  const uses = usesIn(program);
  const definitions = (program.body as Node[]).filter(({ type }) => type === "FunctionDeclaration");
  return definitions.flatMap((definition) => {
    const name: string = definition.id.name;
    const [use, ...others] = uses.get(name)!.filter(({ node }) => node !== definition.id);
    const call = use && callOf(use);
    if (others.length || !call || use.parents.includes(definition)) return [];
    return [{ name, definition, range: definition, call, use, isMethod: false }];
  });
}

/** All that names a member, by the name; strings too. */
function memberUsesIn(program: Node): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  walk(program, (node, parents) => {
    const name: unknown = node.type === "MemberExpression" && !node.computed ? node.property.name : node.type === "Literal" && node.value;
    if (typeof name === "string") uses.set(name, [...(uses.get(name) ?? []), { node, parents: [...parents] }]);
  });
  return uses;
}

/** The methods of the classes as `flat-classes.ts` writes them, `X.prototype = { … }`, that one of their class calls as its own. */
function onlyCallsOfMethods(program: Node): OnlyCall[] {
  const uses = memberUsesIn(program);
  const classes = (program.body as Node[]).flatMap(({ expression }) =>
    expression?.left?.property?.name === "prototype" && expression.right.type === "ObjectExpression" ? [expression.right as Node] : []
  );
  const names = classes.flatMap(({ properties }) => (properties as Node[]).map(({ key }) => key.name as string));
  return classes.flatMap(({ properties }) =>
    (properties as Node[]).flatMap(({ key, value: definition, start, end }, i) => {
      const name: string = key.name;
      const [use, ...others] = uses.get(name) ?? [];
      const call = use && callOf(use);
      const caller = use?.parents.findLast(isFunction);
      const isOwn = use?.node.object?.type === "ThisExpression" && (properties as Node[]).some(({ value }) => value === caller);
      if (others.length || !call || !isOwn || caller === definition || names.filter((each) => each === name).length > 1) return [];
      const range = { start, end: (properties[i + 1] as Node | undefined)?.start ?? end };
      return [{ name: `this$${name}`, definition, range, call, use, isMethod: true }];
    })
  );
}

/** The names of a function's variables. */
function variablesOf({ params, body }: Node): Set<string> {
  const own = new Set((params as Node[]).map(({ name }) => name as string));
  walk(body, (node) => {
    if (node.type === "VariableDeclarator") own.add(node.id.name);
    return !isFunction(node);
  });
  return own;
}

/** Whether what a function does can be written where it is called: all that it names is the same there. */
function isMovable({ definition, use, isMethod }: OnlyCall): boolean {
  const { params, body } = definition;
  let movable = (params as Node[]).every(({ type }) => type === "Identifier");
  walk(body, (node) => {
    if ((node.type === "ThisExpression" && !isMethod) || node.name === "arguments" || node.type === "FunctionDeclaration") movable = false;
    return !isFunction(node);
  });
  const own = variablesOf(definition);
  return movable && ![...usesIn(body).keys()].some((name) => !own.has(name) && isHidden(name, use));
}

function returnsIn(body: Node): Node[] {
  const found: Node[] = [];
  walk(body, (node) => {
    if (node.type === "ReturnStatement") found.push(node);
    return !isFunction(node);
  });
  return found;
}

/** The text of a node, with other ones for some of its variables. */
function renamed(code: string, node: Node, nameOf: (name: string) => string): string {
  const edits: Edit[] = [];
  walk(node, (each, parents) => {
    if (isVariable(each, parents.at(-1))) edits.push({ start: each.start - node.start, end: each.end - node.start, text: nameOf(each.name) });
  });
  return replaceRanges(code.slice(node.start, node.end), edits);
}

/**
 * A function's body in the place of the statement that calls it, or that gives a variable what it returns at its end, if
 * it has a place for statements. Its variables are those of the function around that, or the script's, as `name$function`.
 */
function asStatements(code: string, { name: called, definition, call, use }: OnlyCall): Edit | undefined {
  const { params, body } = definition;
  const at = use.parents.findLastIndex(({ type }) => /Statement$|^VariableDeclaration$/.test(type));
  const statement = use.parents[at];
  const around = use.parents.slice(use.parents.findLastIndex(isFunction) + 1, at);
  const returns = returnsIn(body);
  const last: Node | undefined = (body.body as Node[]).at(-1);
  const isValue = returns.length === 1 && returns[0] === last && !!last.argument;
  const { left, right } = assignmentOf(statement) ?? {};
  const isFitting = isValue ? left?.type === "Identifier" && right === call : !returns.length && statement.expression === call;
  if (!isFitting) return undefined;
  // A variable without a value would have the last one's in a loop; of the script's none is to be declared by chance.
  if (around.some(({ type }) => /^(For|While|DoWhile)/.test(type)) || (around[0]?.type === "Program" && around.length > 1)) return undefined;
  const own = variablesOf(definition);
  const nameOf = (name: string): string => (own.has(name) ? `${name}$${called}` : name);
  const given = (params as Node[]).map(({ name }, i) => {
    const { start, end }: Partial<Node> = call.arguments[i] ?? {};
    return `var ${nameOf(name)} = ${start === undefined ? "undefined" : code.slice(start, end)};\n`;
  });
  const textOf = (node: Node): string => renamed(code, node, nameOf);
  const rest = (body.body as Node[]).filter((each) => !isValue || each !== last).map((each) => textOf(each) + "\n");
  const value = isValue ? `${code.slice(statement.start, call.start)}${textOf(last.argument)};\n` : "";
  const text = given.join("") + rest.join("") + value;
  const isListed = /^(Program|BlockStatement)$/.test(around.at(-1)!.type);
  return { start: statement.start, end: statement.end, text: isListed ? text : `{\n${text}}` };
}

/** The value of a function that does nothing but return one, in the place of its call. */
function asValue(code: string, { definition, call, use }: OnlyCall): Edit | undefined {
  const value: Node | undefined = definition.body.body[0]?.argument;
  const params = (definition.params as Node[]).map(({ name }) => name as string);
  const given = call.arguments as Node[];
  if (definition.body.body[0]?.type !== "ReturnStatement" || !value || given.length !== params.length) return undefined;
  const caller = use.parents.findLast(isFunction);
  const uses = usesIn(value);
  // Whatever the value is made of, the argument is the same before and after.
  const isSame = (argument: Node, i: number): boolean =>
    argument.type === "Literal" ||
    (argument.type === "Identifier" && !!caller && isConstant(usesIn(caller).get(argument.name)) &&
      !uses.get(params[i])?.some((each) => isHidden(argument.name, each)));
  if (!given.every(isSame)) return undefined;
  const nameOf = (name: string): string => {
    const { start, end }: Partial<Node> = given[params.indexOf(name)] ?? {};
    return start === undefined ? name : code.slice(start, end);
  };
  return { start: call.start, end: call.end, text: `(${renamed(code, value, nameOf)})` };
}

/** Writes functions and methods that are called in one place there, which saves an interpreter a function and a call. */
export function inlineOnce(): Plugin {
  return {
    name: "inline-once",
    renderChunk(original) {
      let code = original;
      /** Whether there was one. */
      const inlineNext = (): boolean => {
        const program = this.parse(code) as unknown as Node;
        return [...onlyCallsOfFunctions(program), ...onlyCallsOfMethods(program)].some((each) => {
          const edit = isMovable(each) && (asStatements(code, each) ?? asValue(code, each));
          if (edit) code = replaceRanges(code, [edit, { start: each.range.start, end: each.range.end, text: "" }]);
          return edit;
        });
      };
      while (inlineNext());
      return { code, map: null };
    }
  };
}
