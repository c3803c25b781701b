import path from "node:path";
import ts from "typescript";
import { mayBeOf } from "./unused-methods";

/**
 * The classes of which a board has one instance. Their members become variables and functions of the script
 * (`single-instances.ts`), which cost an interpreter less: no object, no constructor, no `bind`, no `this`.
 */
export const ONE_OF_EACH = new Set(["Board", "Discovery", "Exchange", "WifiRole", "WsClient", "WsServer"]);

/** The name that tells whose a member is. */
export function memberOf(name: string, className: string): string {
  return `${name}$${className}`;
}

/** The one of those classes that a member is declared in, or as a parameter of its constructor. */
function ownerOf(declaration: ts.Declaration | undefined): string | undefined {
  let parent: ts.Node | undefined = declaration?.parent;
  if (parent && ts.isConstructorDeclaration(parent)) parent = parent.parent;
  const name = parent && ts.isClassDeclaration(parent) ? parent.name?.text : undefined;
  return name && ONE_OF_EACH.has(name) ? name : undefined;
}

/** The members, by their names with the class, that are used through an interface too: there nobody can say whose they are. */
function sharedMembers(program: ts.Program, folder: string): Set<string> {
  const checker = program.getTypeChecker();
  const files = program.getSourceFiles().filter(({ fileName }) => path.resolve(fileName).startsWith(folder + path.sep));
  const classes = files
    .flatMap(({ statements }) => statements.filter(ts.isClassDeclaration))
    .filter(({ name }) => name && ONE_OF_EACH.has(name.text));
  const shared = new Set<string>();
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isPropertyAccessExpression(node)) return;
    const member = node.name.text;
    for (const declaration of checker.getSymbolAtLocation(node.name)?.declarations ?? [])
      for (const each of classes)
        if (checker.getPropertyOfType(checker.getTypeAtLocation(each), member) && mayBeOf(checker, each, declaration))
          shared.add(memberOf(member, each.name?.text ?? ""));
  };
  files.forEach(visit);
  return shared;
}

/**
 * For the compiler: has the members of those classes tell whose they are by their names, wherever they are used in
 * `folder`. Those that are used through an interface too keep their names.
 */
export function ownMemberNames(folder: string): (program: ts.Program) => ts.TransformerFactory<ts.SourceFile> {
  return (program) => {
    const checker = program.getTypeChecker();
    const shared = sharedMembers(program, folder);

    /** The name that stands for `node` if that is the name of such a member. */
    function ownName(node: ts.Identifier): string | undefined {
      const { parent } = node;
      const isUse = ts.isPropertyAccessExpression(parent);
      if (!isUse && !ts.isMethodDeclaration(parent) && !ts.isPropertyDeclaration(parent)) return undefined;
      if (parent.name !== node) return undefined;
      const owner = ownerOf(isUse ? checker.getSymbolAtLocation(node)?.valueDeclaration : parent);
      const name = owner && memberOf(node.text, owner);
      return name && !shared.has(name) ? name : undefined;
    }

    return (context) => {
      const visit = (node: ts.Node): ts.Node => {
        const name = ts.isIdentifier(node) ? ownName(node) : undefined;
        return name ? ts.factory.createIdentifier(name) : ts.visitEachChild(node, visit, context);
      };
      return (file) => ts.visitNode(file, visit) as ts.SourceFile;
    };
  };
}
