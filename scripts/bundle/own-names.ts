import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** The names of the members of the interfaces and classes in a source file. */
function membersIn(file: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const isMember =
      (ts.isClassElement(node) || ts.isTypeElement(node) || ts.isParameterPropertyDeclaration(node, node.parent)) &&
      !ts.isTypeLiteralNode(node.parent);
    if (isMember && node.name && ts.isIdentifier(node.name)) names.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
  return names;
}

/**
 * The names of members that only the firmware itself uses, so that a script may shorten them: those of
 * its classes and interfaces, but none that `types/` has, where all is that it uses of Espruino.
 */
export function ownNames(firmware: string): string[] {
  const files = readdirSync(firmware, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const isOutside = (file: string): boolean => file.startsWith("types" + path.sep);
  const namesIn = (some: string[]): string[] => some.flatMap((file) => membersIn(path.join(firmware, file)));
  const outside = new Set(namesIn(files.filter(isOutside)));
  const own = new Set(namesIn(files.filter((file) => !isOutside(file))));
  return [...own].filter((name) => !outside.has(name) && !name.startsWith("_")).sort();
}
