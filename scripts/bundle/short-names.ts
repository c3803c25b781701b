import type { Plugin } from "rollup";
import { replaceRanges, walk, type Node } from "./syntax-tree";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$";

/** The n-th of all names that begin with a letter, the short ones first. */
function nameAt(n: number): string {
  const last = LETTERS[n % LETTERS.length];
  return n < LETTERS.length ? last : nameAt(Math.floor(n / LETTERS.length) - 1) + last;
}

/** The identifier, or the string, by which a node names a member. */
function memberName(node: Node): Node | undefined {
  if (node.type === "MemberExpression") return node.computed ? undefined : node.property;
  if (node.type === "Property") return node.computed || node.key.type !== "Identifier" ? undefined : node.key;
  const isDefinition = node.type === "CallExpression" && node.callee.property?.name === "defineProperty";
  return isDefinition ? node.arguments[1] : undefined;
}

/**
 * Shortens the names of members for which `isOwn`, those that are used most the most. A name in quotes
 * stays, save that of an accessor.
 *
 * Espruino finds a name by reading its scopes through, and keeps code as text, so a short script also is
 * a fast one.
 */
export function shortNames(isOwn: (name: string) => boolean): Plugin {
  return {
    name: "short-names",
    renderChunk(code) {
      const uses = new Map<string, Node[]>();
      walk(this.parse(code) as unknown as Node, (node) => {
        const member = memberName(node);
        const name: string | undefined = member?.name ?? member?.value;
        if (member && name) uses.set(name, [...(uses.get(name) ?? []), member]);
      });
      const names = [...uses.keys()];
      const taken = new Set(names.filter((name) => !isOwn(name)));
      const own = names.filter(isOwn).sort((one, other) => uses.get(other)!.length - uses.get(one)!.length);
      let n = 0;
      const edits = own.flatMap((name) => {
        while (taken.has(nameAt(n))) n++;
        const short = nameAt(n++);
        return uses.get(name)!.map(({ type, start, end }) => ({
          start,
          end,
          text: type === "Literal" ? JSON.stringify(short) : short
        }));
      });
      return { code: replaceRanges(code, edits), map: null };
    }
  };
}
