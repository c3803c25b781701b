import type { Plugin } from "rollup";
import { classesIn, type FlatClass } from "./flat-classes";
import { memberOf } from "./one-of-each";
import { isFunction, replaceRanges, walk, type Edit, type Node } from "./syntax-tree";

/** What stands for the instance of a class, where it is handed to somebody. */
function instanceOf(className: string): string {
  return memberOf("", className);
}

/** Whether nothing changes if a node is not evaluated. */
function isIdle(node: Node): boolean {
  return node.type === "MemberExpression" && !node.computed
    ? isIdle(node.object)
    : node.type === "ThisExpression" || node.type === "Identifier";
}

/** Whether a node is a member of one of the classes, and not the definition of a method. */
function isMember(node: Node, names: Set<string>): boolean {
  if (node.type !== "MemberExpression" || node.computed || node.object.property?.name === "prototype") return false;
  return names.has(/\$(\w+)$/.exec(node.property.name)?.[1] ?? "");
}

interface Flat {
  code: string;
  /** The members that are variables now, or functions. */
  members: Set<string>;
}

/** Has members be variables, and `this` in the functions of the classes the one instance. */
function membersAsVariables(code: string, program: Node, classes: FlatClass[]): Flat {
  const names = new Set(classes.map(({ name }) => name));
  const owners = new Map<Node | undefined, string>();
  for (const { name, creator, methods } of classes)
    for (const each of [creator, ...methods.map(({ statement }) => statement.expression.right as Node)]) owners.set(each, name);
  const members = new Set<string>();
  walk(program, (node) => {
    if (isMember(node, names)) members.add(node.property.name);
  });
  const edits: Edit[] = [];
  walk(program, (node, parents) => {
    const replace = (text: string): false => {
      edits.push({ start: node.start, end: node.end, text });
      return false;
    };
    const owner = owners.get(parents.findLast(isFunction));
    const bound: Node | undefined = node.callee?.property?.name === "bind" ? node.callee.object : undefined;
    if (bound && isMember(bound, names) && node.arguments.length === 1 && isIdle(node.arguments[0])) return replace(bound.property.name);
    if (isMember(node, names)) {
      if (!isIdle(node)) throw new Error(`${code.slice(node.start, node.end)}: expected an object that needs no evaluation`);
      return replace(node.property.name);
    }
    // For a parameter of the constructor that is a member the compiler writes `this.name = name`.
    const given = owner && node.object?.type === "ThisExpression" ? memberOf(node.property.name, owner) : "";
    if (members.has(given)) return replace(given);
    return owner && node.type === "ThisExpression" ? replace(instanceOf(owner)) : true;
  });
  return { code: replaceRanges(code, edits), members };
}

/** A class as functions: one for each method, and one that does what the constructor did. */
function asFunctions({ name, creator, methods, accessors, others }: FlatClass, textOf: (node: Node) => string): string {
  if (accessors.length || others.length) throw new Error(`class ${name}: expected methods and fields, found accessors or static members`);
  const instance = instanceOf(name);
  const functions: string[] = [];
  let object = `${instance} = {};\n`;
  for (const method of methods) {
    const isShared = !method.name.endsWith(instance);
    const own = isShared ? memberOf(method.name, name) : method.name;
    if (isShared) object += `${instance}.${method.name} = ${own};\n`;
    functions.push(textOf(method.statement.expression.right).replace(/^function\s*/, () => `function ${own}`));
  }
  const create = textOf(creator).replace(/^function \w+/, () => `function ${memberOf("create", name)}`);
  return [...functions, create.replace("{", () => `{\n${object}`)].join("\n");
}

/** Has a class be functions, with a call of the constructor's in front of the statement that made the instance. */
function withoutClass(code: string, program: Node, flat: FlatClass): string {
  const textOf = (node: Node): string => code.slice(node.start, node.end);
  const places: { made: Node; statement: Node }[] = [];
  walk(program, (made, parents) => {
    if (made.type !== "NewExpression" || made.callee.name !== flat.name) return;
    places.push({ made, statement: parents.findLast(({ type }) => /Statement$|^VariableDeclaration$/.test(type)) as Node });
  });
  if (places.length !== 1) throw new Error(`new ${flat.name}: expected it in one place, found ${places.length}`);
  const [{ made, statement }] = places;
  const call = `${memberOf("create", flat.name)}(${(made.arguments as Node[]).map(textOf).join(", ")});\n`;
  return replaceRanges(code, [
    { start: flat.statement.start, end: flat.statement.end, text: asFunctions(flat, textOf) },
    { start: statement.start, end: statement.start, text: call },
    { start: made.start, end: made.end, text: instanceOf(flat.name) }
  ]);
}

/**
 * Writes classes of which there is one instance, `names`, as plain variables and functions. Their members have
 * names of their own (`one-of-each.ts`). What is left of an object is the members that are used through an interface.
 */
export function singleInstances(names: Set<string>): Plugin {
  return {
    name: "single-instances",
    renderChunk(original) {
      const singlesIn = (program: Node): FlatClass[] => classesIn(program).filter(({ name }) => names.has(name));
      let program = this.parse(original) as unknown as Node;
      const classes = singlesIn(program);
      const flat = membersAsVariables(original, program, classes);
      const functions = new Set(classes.flatMap(({ methods }) => methods.map(({ name }) => name)));
      const variables = [...flat.members].filter((name) => !functions.has(name)).concat(classes.map(({ name }) => instanceOf(name)));
      let code = flat.code;
      for (const { name } of classes) {
        program = this.parse(code) as unknown as Node;
        code = withoutClass(code, program, singlesIn(program).find((each) => each.name === name) as FlatClass);
      }
      return { code: variables.map((name) => `var ${name};\n`).join("") + code, map: null };
    }
  };
}
