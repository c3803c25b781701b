import { Linter } from "eslint";
import { declareFirst } from "./declare-first";
import { espruinoGlobals, missingFunctions, missingGlobals, missingMethods } from "./globals";
import { loopClosures } from "./loop-closures";

// What the interpreter cannot do although it is JavaScript, as rules for the linter: for the scripts that
// are built, and for the source as far as the compiler lets it through.

const plugin = { rules: { "declare-first": declareFirst, "loop-closures": loopClosures } };

/** What runs wrongly, or not at all, although the compiler lets it through. */
const syntax = [
  ["LabeledStatement", "Espruino has no labels: return from a function instead."],
  ["WithStatement", "Espruino has no `with`."],
  [
    "Literal[regex.pattern=/\\(\\?[=!<]/]",
    "Espruino's regular expressions have no look-ahead, look-behind or named groups; they just do not match."
  ],
  ["Literal[regex.pattern=/\\([^)]*\\|/]", "Espruino's regular expressions match alternatives in a group wrongly."],
  ["Literal[regex.pattern=/\\{\\d/]", "Espruino's regular expressions have no counts like {2,3}."],
  ["Literal[regex.flags=/[^gim]/]", "Espruino's regular expressions have the flags g, i and m."],
  [":function > AssignmentPattern", "Espruino has no default parameters: write `if (x === undefined) x = …`."],
  [":function > RestElement", "Espruino has no rest parameters: use `arguments`, or pass an array."],
  [
    ":matches(ArrayExpression, CallExpression[callee.type!='Super'], NewExpression) > SpreadElement",
    "Espruino has no spread: write `list.concat(more)`, or `f.apply(null, list)`."
  ],
  [
    "CallExpression[callee.type='Super'] > SpreadElement",
    "A subclass that has fields needs a constructor of its own, which calls `super(…)`: without one, " +
      "TypeScript writes `super(...arguments)`, and Espruino has no spread."
  ],
  ["ObjectPattern", "Espruino has no destructuring: read the members one by one."],
  ["ArrayPattern", "Espruino has no destructuring: read the elements one by one."],
  ["Property[computed=true]", "Espruino has no computed keys: write `object[key] = value`."],
  [":function[generator=true]", "Espruino has no generators."],
  [":function[async=true]", "Espruino has no `async`: use a callback, or a Promise with `then`."],
  ["AwaitExpression", "Espruino has no `await`: use a callback, or a Promise with `then`."],
  ["TaggedTemplateExpression", "Espruino has no tagged templates: call the function."],
  ["PropertyDefinition > PrivateIdentifier", "Espruino has no `#names`: begin the name with `_`."],
  ["MetaProperty", "Espruino has no `new.target`."],
  ["ClassDeclaration[superClass.name=/Error$/]", "In Espruino its instances are no `instanceof` it: throw an Error with a `code`."],
  ["ClassBody > StaticBlock", "Espruino has no static blocks: write the statements below the class."]
].map(([selector, message]) => ({ selector, message }));

const properties = [
  ...Object.entries(missingFunctions).flatMap(([object, names]) => names.map((property) => ({ object, property }))),
  ...missingMethods.map((property) => ({ property }))
].map((each) => ({ ...each, message: "Espruino has no such function." }));

function globalsOf(more: string[]): Linter.Globals {
  const there = [...espruinoGlobals, ...more].map((name) => [name, "readonly"] as const);
  return Object.fromEntries([...there, ...missingGlobals.map((name) => [name, "off"] as const)]);
}

/** For the source of the firmware, beside what the types say. */
export const sourceDialect: Linter.Config = {
  plugins: { dialect: plugin },
  // The version and the library are those of the globals; the parser takes all of TypeScript.
  languageOptions: { ecmaVersion: 5, globals: globalsOf([]), parserOptions: { lib: ["es5"] } },
  rules: {
    "dialect/declare-first": "error",
    "dialect/loop-closures": "error",
    "no-undef": "error",
    "no-restricted-properties": ["error", ...properties],
    "no-restricted-syntax": ["error", ...syntax]
  }
};

/** For the scripts that are built; a module has `exports` besides. */
export function scriptDialect(kind: "script" | "module"): Linter.Config {
  return {
    plugins: { dialect: plugin },
    languageOptions: {
      // The version is for scopes; all of today's JavaScript is parsed, so that what Espruino lacks is named.
      ecmaVersion: 2015,
      parserOptions: { ecmaVersion: 2024 },
      sourceType: "script",
      globals: globalsOf(kind === "module" ? ["exports", "module"] : [])
    },
    linterOptions: { reportUnusedDisableDirectives: "off", noInlineConfig: true },
    rules: {
      "dialect/declare-first": "error",
      "dialect/loop-closures": "error",
      "no-redeclare": ["error", { builtinGlobals: true }],
      "no-restricted-properties": ["error", ...properties],
      "no-restricted-syntax": ["error", ...syntax],
      "no-undef": "error"
    }
  };
}

/** A place in a script that Espruino could not run; line and column count from 1. */
export interface Fault {
  line: number;
  column: number;
  message: string;
}

/** What is wrong with a built script. */
export function faultsIn(code: string, kind: "script" | "module"): Fault[] {
  const faults = new Linter().verify(code, [{ files: ["**/*.js"], ...scriptDialect(kind) }], "script.js");
  return faults.map(({ line, column, message, ruleId }) => ({ line, column, message: `${message} (${ruleId ?? "syntax"})` }));
}
