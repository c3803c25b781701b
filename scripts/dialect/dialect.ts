import { Linter } from "eslint";
import { declareFirst } from "./declare-first";
import { espruinoGlobals, missingFunctions, missingMethods } from "./globals";

// What the interpreter cannot do although it is JavaScript, as rules for the linter: for the scripts that
// are built, and for the source as far as the compiler lets it through.

const plugin = { rules: { "declare-first": declareFirst } };

/** What runs wrongly, or not at all, whether the compiler has seen it or not. */
const syntax = [
  { selector: "LabeledStatement", message: "Espruino has no labels." },
  { selector: "WithStatement", message: "Espruino has no `with`." },
  {
    selector: "Literal[regex.pattern=/\\(\\?[=!<]/]",
    message: "Espruino's regular expressions have no look-ahead, look-behind or named groups; they just do not match."
  },
  { selector: "Literal[regex.flags=/[^gim]/]", message: "Espruino's regular expressions have the flags g, i and m." }
];

/** What the compiler would let through, and what it would turn into something that does not run. */
const sourceSyntax = [
  { selector: "PropertyDefinition > PrivateIdentifier", message: "Private names become a WeakMap." },
  { selector: ":function[async=true]", message: "It becomes a generator, which needs Symbol." },
  { selector: ":function[generator=true]", message: "Espruino has no generators." },
  { selector: "ClassDeclaration[superClass.name=/Error$/]", message: "Its instances are no `instanceof` it." }
];

const properties = [
  ...Object.entries(missingFunctions).flatMap(([object, names]) => names.map((property) => ({ object, property }))),
  ...missingMethods.map((property) => ({ property }))
].map((each) => ({ ...each, message: "Espruino has no such function." }));

function globalsOf(more: string[]): Linter.Globals {
  return Object.fromEntries([...espruinoGlobals, ...more].map((name) => [name, "readonly" as const]));
}

/** For the source of the firmware, beside what the types say. */
export const sourceDialect: Linter.Config = {
  plugins: { dialect: plugin },
  // The version and the library are those of the globals; the parser takes all of TypeScript.
  languageOptions: { ecmaVersion: 5, globals: globalsOf([]), parserOptions: { lib: ["es5"] } },
  rules: {
    "dialect/declare-first": "error",
    "no-undef": "error",
    "no-restricted-properties": ["error", ...properties],
    "no-restricted-syntax": ["error", ...syntax, ...sourceSyntax]
  }
};

/** For the scripts that are built; a module has `exports` besides. */
export function scriptDialect(kind: "script" | "module"): Linter.Config {
  return {
    plugins: { dialect: plugin },
    languageOptions: {
      ecmaVersion: 5,
      sourceType: "script",
      globals: globalsOf(kind === "module" ? ["exports", "module"] : [])
    },
    linterOptions: { reportUnusedDisableDirectives: "off", noInlineConfig: true },
    rules: {
      "dialect/declare-first": "error",
      "no-redeclare": ["error", { builtinGlobals: true }],
      "no-restricted-properties": ["error", ...properties],
      "no-restricted-syntax": ["error", ...syntax],
      "no-undef": "error"
    }
  };
}

/** What is wrong with a built script, a line each. */
export function faultsIn(code: string, kind: "script" | "module"): string[] {
  const faults = new Linter().verify(code, [{ files: ["**/*.js"], ...scriptDialect(kind) }], "script.js");
  return faults.map(({ line, column, message, ruleId }) => `${line}:${column} ${message} (${ruleId ?? "syntax"})`);
}
