import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** The names of the members that a source file declares: those of interfaces and classes, and of types without a name. */
function membersIn(file: string): { named: string[]; nameless: string[] } {
  const members = { named: [] as string[], nameless: [] as string[] };
  const visit = (node: ts.Node): void => {
    const isMember =
      ts.isClassElement(node) || ts.isTypeElement(node) || ts.isParameterPropertyDeclaration(node, node.parent);
    if (isMember && node.name && ts.isIdentifier(node.name))
      members[ts.isTypeLiteralNode(node.parent) ? "nameless" : "named"].push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
  return members;
}

/** Whether nothing but a class itself, or its folder, uses a member. */
export function isPrivate(name: string): boolean {
  return name.startsWith("_");
}

/**
 * The names of members that only the firmware itself uses, so that a script may shorten them: those of
 * its classes and interfaces, but none that `types/` has, where all is that it uses of Espruino, none that
 * JavaScript has, and none of a type without a name, as an event's details have.
 */
export function ownNames(firmware: string): Set<string> {
  const files = readdirSync(firmware, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.join(firmware, file));
  const types = path.join(firmware, "types") + path.sep;
  const library = path.join(path.dirname(ts.getDefaultLibFilePath({})), "lib.es5.d.ts");
  const own = files.filter((file) => !file.startsWith(types)).map(membersIn);
  const outside = new Set([
    ...own.flatMap(({ nameless }) => nameless),
    ...[...files.filter((file) => file.startsWith(types)), library].map(membersIn).flatMap((each) => [...each.named, ...each.nameless])
  ]);
  return new Set(own.flatMap(({ named }) => named).filter((name) => !outside.has(name)));
}
