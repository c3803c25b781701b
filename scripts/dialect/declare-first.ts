import type { Rule, Scope } from "eslint";
import type { Node } from "estree";

type Variable = Scope.Variable;

/** Where a variable begins to exist, as Espruino hoists nothing; `undefined` for what always exists. */
function beginOf(variable: Variable): number | undefined {
  const begins = variable.defs.map((def) => {
    if (def.type === "Variable") return (def.name as Node).range?.[0];
    return def.type === "FunctionName" || def.type === "ClassName" ? (def.node as Node).range?.[0] : 0;
  });
  return begins.length ? Math.min(...begins.map((begin) => begin ?? 0)) : undefined;
}

/** The part of the function that may be passed over, and the declaration with it: a branch, a loop's body. */
function branchOf(variable: Variable): Node | undefined {
  const [def] = variable.defs;
  if (variable.defs.length !== 1 || (def.type !== "Variable" && def.type !== "FunctionName")) return undefined;
  let node = def.node as Rule.Node;
  for (let parent = node.parent; parent && parent !== variable.scope.block; node = parent, parent = node.parent) {
    const isBranch =
      parent.type === "IfStatement" || parent.type === "SwitchCase" || parent.type === "TryStatement" ||
      (/^(For|While)/.test(parent.type) && (parent as { body?: unknown }).body === node);
    if (isBranch) return node as Node;
  }
  return undefined;
}

/** The function that a variable is, if it is declared as one or begins with one. */
function functionOf(variable: Variable): Node | undefined {
  const [def] = variable.defs;
  if (def?.type === "FunctionName") return def.node as Node;
  const init = def?.type === "Variable" ? (def.node.init as Node | null) : null;
  return init?.type === "FunctionExpression" || init?.type === "ArrowFunctionExpression" ? init : undefined;
}

function isCalled(node: Rule.Node): boolean {
  const parent = node.parent as Rule.Node;
  return (parent.type === "CallExpression" || parent.type === "NewExpression") && parent.callee === node;
}

function isWithin(scope: Scope.Scope | null, outer: Scope.Scope): boolean {
  return !!scope && (scope === outer || isWithin(scope.upper, outer));
}

/**
 * Nothing may be used before the line that declares it has run, neither directly nor in a function that
 * is called before it. The interpreter hoists no declaration, of functions least of all: it throws a
 * ReferenceError, or takes what has the same name further out.
 *
 * ESLint's `no-use-before-define` knows places in the text only: it either lets functions be called
 * too early, or refuses those that call each other, which is most of a bundle.
 */
export const declareFirst: Rule.RuleModule = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      maybe: "'{{name}}' is declared in a branch that may not have run; Espruino hoists nothing",
      early: "'{{name}}' is used before it is declared; Espruino hoists nothing",
      earlyBy: "this calls a function that uses '{{name}}' before it is declared; Espruino hoists nothing"
    }
  },
  create(context) {
    const { scopeManager } = context.sourceCode;
    const reported = new Set<string>();

    function report(node: Node, name: string, messageId: "early" | "earlyBy" | "maybe"): void {
      const key = `${node.range?.[0]} ${name}`;
      if (reported.has(key)) return;
      reported.add(key);
      context.report({ node, messageId, data: { name } });
    }

    /** Goes through what runs in `home` when `running` does: itself, or a function called from `caller`. */
    function check(home: Scope.Scope, running: Scope.Scope, caller: Node | undefined, seen: Set<Scope.Scope>): void {
      if (seen.has(running)) return;
      seen.add(running);
      for (const scope of scopeManager.scopes) {
        if (scope.variableScope === running) for (const each of scope.references) checkUse(home, each, caller, seen);
        const { block } = scope;
        const runsNow = /^(Arrow)?Function/.test(block.type) && isCalled(block as Rule.Node);
        if (scope !== running && runsNow && scope.upper?.variableScope === running)
          check(home, scope, caller ?? (block as Node), caller ? seen : new Set());
      }
    }

    function checkUse(home: Scope.Scope, use: Scope.Reference, caller: Node | undefined, seen: Set<Scope.Scope>): void {
      const variable = use.resolved;
      if (!variable || (use as { isTypeReference?: boolean }).isTypeReference) return;
      const node = use.identifier as Node;
      const at = (caller ?? node).range?.[0] ?? 0;
      const begin = beginOf(variable);
      if (begin !== undefined && variable.scope.variableScope === home && at < begin)
        report(caller ?? node, variable.name, caller ? "earlyBy" : "early");
      const branch = variable.scope.variableScope === home && !caller ? branchOf(variable)?.range : undefined;
      if (branch && (at < branch[0] || at > branch[1])) report(node, variable.name, "maybe");
      const called = isCalled(node as Rule.Node) ? functionOf(variable) : undefined;
      const scope = called && scopeManager.acquire(called, true);
      if (scope && scope !== home && isWithin(scope, home))
        check(home, scope, caller ?? node, caller ? seen : new Set());
    }

    return {
      "Program:exit"() {
        const homes = new Set(scopeManager.scopes.map((scope) => scope.variableScope));
        for (const home of homes) check(home, home, undefined, new Set());
      }
    };
  }
};
