import type { Plugin } from "rollup";
import { assignmentOf, isFunction, replaceRanges, walk, type Node } from "./syntax-tree";
import { isConstant, isDeclaration, isHidden, usesIn } from "./uses";

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
  const found: Alias[] = [];
  walk(program, (statement, parents) => {
    const { left, right } = assignmentOf(statement) ?? {};
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

/** Does away with what is only another name for a variable of the script. */
export function oneName(): Plugin {
  return {
    name: "one-name",
    renderChunk(original) {
      let code = original;
      const next = (): Alias[] => aliases(this.parse(code) as unknown as Node);
      for (let found = next(); found.length; found = next()) {
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
