import { createJiti } from "jiti";
import tseslint from "typescript-eslint";

const jiti = createJiti(import.meta.url);
/** @type {typeof import("./scripts/dialect/dialect")} */
const { scriptDialect, sourceDialect } = await jiti.import("./scripts/dialect/dialect.ts");

const typescript = tseslint.config({
  files: ["**/*.ts", "*.mjs"],
  extends: [tseslint.configs.recommended],
  rules: {
    eqeqeq: "error",
    "no-constant-binary-expression": "error",
    "no-self-compare": "error",
    "no-template-curly-in-string": "error",
    "no-unmodified-loop-condition": "error",
    "no-unreachable-loop": "error",
    "prefer-const": "error"
  }
});

export default [
  ...typescript,
  {
    files: ["firmware/**/*.ts"],
    ...sourceDialect,
    rules: {
      ...sourceDialect.rules,
      // Functions that call each other are fine; dialect/declare-first sees those that are called too early.
      "no-use-before-define": "off",
      "@typescript-eslint/no-use-before-define": ["error", { functions: false, ignoreTypeReferences: true }],
      // Espruino's modules are had by `require`, and `on` and `emit` by an interface beside the class.
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
      "@typescript-eslint/no-unsafe-declaration-merging": "off",
      // Bits of different bytes share their values.
      "@typescript-eslint/no-duplicate-enum-values": "off"
    }
  },
  {
    files: ["firmware/**/*.ts"],
    ignores: ["firmware/console.ts"],
    rules: {
      "no-restricted-globals": ["error", { name: "print", message: "Use `say` of console.ts, which escapes what came from the network." }]
    }
  },
  { files: ["dist/**/*.js"], ignores: ["dist/modules/**"], ...scriptDialect("script") },
  { files: ["dist/modules/**/*.js"], ...scriptDialect("module") }
];
