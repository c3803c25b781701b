import path from "node:path";
import ts from "typescript";

/** A method or an accessor of a class, with the class's name. */
interface Method {
  node: ts.MethodDeclaration | ts.AccessorDeclaration;
  owner: ts.ClassDeclaration;
  name: string;
}

function readProgram(firmware: string, entry: string): ts.Program {
  const { config } = ts.readConfigFile(path.join(firmware, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, firmware);
  return ts.createProgram([entry, path.join(firmware, "types", "globals.d.ts")], options);
}

/** Whether what the compiler takes for a member of an interface, or of a type without a name, may be that of a class. */
export function mayBeOf(checker: ts.TypeChecker, owner: ts.ClassDeclaration, { parent }: ts.Declaration): boolean {
  if (!ts.isInterfaceDeclaration(parent) && !ts.isTypeLiteralNode(parent)) return false;
  return checker.isTypeAssignableTo(checker.getTypeAtLocation(owner), checker.getTypeAtLocation(parent));
}

/** What has an event's name as its first argument. */
const EVENT_CALLS = new Set(["on", "emit", "removeListener", "removeAllListeners"]);

/** Whether a string names no method, whatever it says: it is only compared with something, or is an event's name. */
function namesNoMethod(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) return /^[!=]==$/.test(parent.operatorToken.getText());
  return (
    ts.isCallExpression(parent) &&
    parent.arguments[0] === node &&
    ts.isPropertyAccessExpression(parent.expression) &&
    EVENT_CALLS.has(parent.expression.name.text)
  );
}

/**
 * The methods and accessors, as "Class.method", that nothing uses of what an entry of the firmware imports, other than
 * such methods themselves.
 *
 * The compiler says which one each `x.name` means. One that means an interface's may be that of any class
 * that fits the interface; one that is not known to be there, or only claimed to be with `as`, that of any
 * class.
 */
export function unusedMethods(firmware: string, entry: string): Set<string> {
  const program = readProgram(firmware, entry);
  const checker = program.getTypeChecker();
  const unused = new Set<Method>();

  function declaredIn(file: ts.SourceFile): Method[] {
    return file.statements.filter(ts.isClassDeclaration).flatMap((owner) =>
      owner.members.flatMap((node) =>
        (ts.isMethodDeclaration(node) || ts.isAccessor(node)) && ts.isIdentifier(node.name) && node.body
          ? [{ node, owner, name: node.name.text }]
          : []
      )
    );
  }

  /** Whether a use that the compiler takes for `declaration` may be one of the method. */
  function isUse(declaration: ts.Declaration, { node, owner }: Method): boolean {
    return declaration === node || mayBeOf(checker, owner, declaration);
  }

  function use(name: string, declarations?: ts.Declaration[]): void {
    const found = [...unused].filter((method) => {
      return method.name === name && (!declarations || declarations.some((each) => isUse(each, method)));
    });
    for (const method of found) unused.delete(method);
    for (const { node } of found) ts.forEachChild(node, visit);
  }

  function visit(node: ts.Node): void {
    if ([...unused].some((method) => method.node === node)) return;
    if ((ts.isStringLiteralLike(node) && !namesNoMethod(node)) || (ts.isIdentifier(node) && ts.isBindingElement(node.parent)))
      use(node.text);
    else if (ts.isPropertyAccessExpression(node))
      use(node.name.text, checker.getSymbolAtLocation(node.name)?.declarations);
    else if (ts.isAsExpression(node)) {
      const known = checker.getNonNullableType(checker.getTypeAtLocation(node.expression));
      for (const { name } of checker.getPropertiesOfType(checker.getTypeAtLocation(node)))
        if (!checker.getPropertyOfType(known, name)) use(name);
    }
    ts.forEachChild(node, visit);
  }

  const files = program.getSourceFiles().filter((file) => !program.isSourceFileDefaultLibrary(file));
  for (const file of files) for (const method of declaredIn(file)) unused.add(method);
  for (const file of files) visit(file);
  return new Set([...unused].map(({ owner, name }) => `${owner.name?.text}.${name}`));
}
