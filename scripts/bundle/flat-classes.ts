import type { Plugin } from "rollup";
import { replaceRanges, type Node } from "./syntax-tree";

interface Method {
  name: string;
  /** The whole statement: `X.prototype.name = function …`, or, for an accessor, `Object.defineProperty(…)`. */
  statement: Node;
}

/** A class as TypeScript writes it for ES5: `var X = (function () { function X … return X; }());`. */
export interface FlatClass {
  statement: Node;
  name: string;
  creator: Node;
  methods: Method[];
  accessors: Method[];
  /** Static members. */
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

/** The accessor that a statement of the form `Object.defineProperty(X.prototype, "name", …)` defines. */
function accessorOf(statement: Node): Method | undefined {
  const { callee, arguments: given } = statement.expression ?? {};
  const isAccessor = callee?.property?.name === "defineProperty" && given[0].property?.name === "prototype";
  return isAccessor ? { name: given[1].value, statement } : undefined;
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
  const accessors = rest.flatMap((each) => accessorOf(each) ?? []);
  const others = rest.filter((each) => !methodOf(each, name) && !accessorOf(each));
  return { statement, name, creator, methods, accessors, others };
}

/** The classes of a program. */
export function classesIn(program: Node): FlatClass[] {
  return (program.body as Node[]).flatMap((each) => classOf(each) ?? []);
}

/**
 * Writes classes without the function that TypeScript puts around each, and their methods as one object.
 *
 * In Espruino a function that is made inside another one keeps it, which costs a JsVar for each method.
 * The methods and accessors in `leftOut`, as "Class.method", are left out.
 */
export function flatClasses(leftOut: Set<string>): Plugin {
  return {
    name: "flat-classes",
    renderChunk(code) {
      const classes = classesIn(this.parse(code) as unknown as Node);
      const textOf = (node: Node): string => code.slice(node.start, node.end);
      const edits = classes.map(({ statement, name, creator, methods, accessors, others }) => {
        const isKept = (method: Method): boolean => !leftOut.has(`${name}.${method.name}`);
        const members = methods
          .filter(isKept)
          .map((method) => `${method.name}: ${textOf(method.statement.expression.right)}`);
        const prototype = members.length ? [`${name}.prototype = {\n${members.join(",\n")}\n};`] : [];
        const kept = [...accessors.filter(isKept).map(({ statement }) => statement), ...others];
        const text = [textOf(creator), ...prototype, ...kept.map(textOf)].join("\n");
        return { start: statement.start, end: statement.end, text };
      });
      return { code: replaceRanges(code, edits), map: null };
    }
  };
}
