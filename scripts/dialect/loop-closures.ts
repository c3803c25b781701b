import type { Rule, Scope } from "eslint";

/** Whether a variable is declared in the head of a loop by `let` or `const`. */
function isOfLoop(variable: Scope.Variable): boolean {
  return variable.defs.some((def) => {
    const declaration = def.type === "Variable" && (def.parent as Rule.Node);
    if (!declaration || declaration.type !== "VariableDeclaration" || declaration.kind === "var") return false;
    const loop = declaration.parent as Rule.Node & { init?: unknown; left?: unknown };
    return /^For/.test(loop.type) && (loop.init === declaration || loop.left === declaration);
  });
}

/**
 * No function may use a variable from the head of a loop around it: in Espruino all functions that are made in
 * the loop share one such variable, and find its last value.
 */
export const loopClosures: Rule.RuleModule = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      shared:
        "In Espruino, all functions made in this loop share '{{name}}', and find its last value: " +
        "copy it to a `const` in the loop's body first, or use forEach."
    }
  },
  create(context) {
    return {
      "Program:exit"() {
        for (const { variables } of context.sourceCode.scopeManager.scopes)
          for (const variable of variables.filter(isOfLoop))
            for (const { from, identifier } of variable.references)
              if (from.variableScope !== variable.scope.variableScope)
                context.report({ node: identifier, messageId: "shared", data: { name: variable.name } });
      }
    };
  }
};
