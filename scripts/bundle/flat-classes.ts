import type { Plugin } from "rollup";
import { replaceRanges, walk, type Node } from "./syntax-tree";

interface Method {
  name: string;
  /** The whole statement `X.prototype.name = function …`. */
  statement: Node;
}

/** A class as TypeScript writes it for ES5: `var X = (function () { function X … return X; }());`. */
interface FlatClass {
  statement: Node;
  name: string;
  creator: Node;
  methods: Method[];
  /** Accessors and static members. */
  others: Node[];
}

/** The method that a statement of the form `X.prototype.name = function …` defines. */
function methodOf(statement: Node, className: string): Method | undefined {
  const { left, right } = statement.expression ?? {};
  const isMethod =
    right?.type === "FunctionExpression" &&
    left?.object?.property?.name === "prototype" &&
    left.object.object.name === className &&
    !left.computed;
  return isMethod ? { name: left.property.name, statement } : undefined;
}

/** The class that a statement defines; `undefined` when it is anything else, which stays as it is. */
function classOf(statement: Node): FlatClass | undefined {
  const declared = statement.type === "VariableDeclaration" ? statement.declarations : [];
  const call: Node | null | undefined = declared[0]?.init;
  if (declared.length !== 1 || call?.type !== "CallExpression" || call.arguments.length) return undefined;
  const name: string = declared[0].id.name;
  const body: Node[] = call.callee.body?.body ?? [];
  const [creator, ...rest] = body.slice(0, -1);
  const isClass =
    creator?.type === "FunctionDeclaration" &&
    creator.id.name === name &&
    body.at(-1)?.argument?.name === name &&
    rest.every(({ type }) => type === "ExpressionStatement");
  if (!isClass) return undefined;
  const methods = rest.flatMap((each) => methodOf(each, name) ?? []);
  const others = rest.filter((each) => !methodOf(each, name));
  return { statement, name, creator, methods, others };
}

/** Every name that the code uses of any object, or could by a string; `left` out is what is not to count. */
function usedNames(program: Node, leftOut: Set<Node>, methods: Set<Node>): Set<string> {
  const names = new Set<string>();
  walk(program, (node) => {
    if (leftOut.has(node)) return false;
    if (methods.has(node)) {
      for (const used of usedNames(node.expression.right, leftOut, methods)) names.add(used);
      return false;
    }
    if (node.type === "MemberExpression" && !node.computed) names.add(node.property.name);
    if (node.type === "Property" && !node.computed) names.add(node.key.name ?? node.key.value);
    if (node.type === "Literal") names.add(String(node.value));
    return true;
  });
  return names;
}

/** Methods whose names nothing uses, nor anything but such methods. */
function unusedMethods(program: Node, classes: FlatClass[]): Set<Node> {
  const methods = classes.flatMap((each) => each.methods);
  const statements = new Set(methods.map(({ statement }) => statement));
  const unused = new Set<Node>();
  for (let before = -1; before < unused.size; ) {
    before = unused.size;
    const names = usedNames(program, unused, statements);
    for (const { name, statement } of methods) if (!names.has(name)) unused.add(statement);
  }
  return unused;
}

/**
 * Writes classes without the function that TypeScript puts around each, and their methods as one object.
 *
 * In Espruino a function that is made inside another one keeps it, which costs a JsVar for each method.
 * With `dropUnused`, for a script that nobody else calls, methods that it does not use are left out.
 */
export function flatClasses({ dropUnused }: { dropUnused: boolean }): Plugin {
  return {
    name: "flat-classes",
    renderChunk(code) {
      const program = this.parse(code) as unknown as Node;
      const classes = (program.body as Node[]).flatMap((each) => classOf(each) ?? []);
      const unused = dropUnused ? unusedMethods(program, classes) : new Set<Node>();
      const textOf = (node: Node): string => code.slice(node.start, node.end);
      const edits = classes.map(({ statement, name, creator, methods, others }) => {
        const members = methods
          .filter((method) => !unused.has(method.statement))
          .map((method) => `${method.name}: ${textOf(method.statement.expression.right)}`);
        const prototype = members.length ? [`${name}.prototype = {\n${members.join(",\n")}\n};`] : [];
        const text = [textOf(creator), ...prototype, ...others.map(textOf)].join("\n");
        return { start: statement.start, end: statement.end, text };
      });
      return { code: replaceRanges(code, edits), map: null };
    }
  };
}
