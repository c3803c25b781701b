import type { Plugin } from "rollup";
import { assignmentOf, isFunction, replaceRanges, walk, type Edit, type Node } from "./syntax-tree";

/** Whether a node, `native` or `this._native`, stands for the global object: tests hand in one of their own. */
function isGlobalObject(node: Node): boolean {
  const name = (node.type === "MemberExpression" && !node.computed ? node.property.name : node.name) as string | undefined;
  return /^_?native$/.test(name ?? "");
}

/** Has functions not be handed the global object. */
function withoutArguments(code: string, program: Node): string {
  const places = new Map<string, number>();
  const edits: Edit[] = [];
  const takeOut = (list: Node[], place: number): void => {
    const isLast = place === list.length - 1;
    const start = isLast && place > 0 ? list[place - 1].end : list[place].start;
    edits.push({ start, end: isLast ? list[place].end : list[place + 1].start, text: "" });
  };
  walk(program, ({ type, id, params }) => {
    const place = type === "FunctionDeclaration" ? (params as Node[]).findIndex(isGlobalObject) : -1;
    if (place >= 0) places.set(id.name, place);
  });
  walk(program, (node) => {
    const list: Node[] | undefined = node.type === "FunctionDeclaration" ? node.params : node.arguments;
    const place = places.get((node.id ?? node.callee)?.name);
    if (list && place !== undefined) takeOut(list, place);
  });
  return replaceRanges(code, edits);
}

/** What functions call their variables. */
function declaredNames(program: Node): Set<string> {
  const names = new Set<string>();
  walk(program, (node) => {
    if (node.type === "VariableDeclarator") names.add(node.id.name);
    if (isFunction(node)) for (const each of [node.id, ...node.params] as (Node | null)[]) if (each) names.add(each.name);
  });
  return names;
}

/**
 * Writes `this._native.print` and `native.print` as `print`: on a board, what is handed in as `native` or
 * `_native` is the global object. It is neither handed on nor kept.
 */
export function globalMembers(): Plugin {
  return {
    name: "global-members",
    renderChunk(original) {
      const code = withoutArguments(original, this.parse(original) as unknown as Node);
      const program = this.parse(code) as unknown as Node;
      const declared = declaredNames(program);
      const edits: Edit[] = [];
      const replace = ({ start, end }: Node, text: string): false => {
        edits.push({ start, end, text });
        return false;
      };
      walk(program, (node) => {
        const { type, object, property } = node;
        const { left } = assignmentOf(node) ?? {};
        if (left && isGlobalObject(left)) return replace(node, "");
        if (type !== "MemberExpression" || node.computed) return true;
        if (isGlobalObject(node)) return replace(node, "global");
        if (!isGlobalObject(object)) return true;
        if (declared.has(property.name)) this.error(`a variable has the name of a global one that is used: ${property.name}`);
        return replace(node, property.name);
      });
      return { code: replaceRanges(code, edits), map: null };
    }
  };
}
