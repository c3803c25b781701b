import assert from "node:assert/strict";
import { inlineOnce } from "../../../scripts/bundle/inline-once";
import { rendered } from "../../support/rendered";

/** Without the lines that are empty, and without indents. */
async function written(code: string): Promise<string> {
  return (await rendered(code, inlineOnce())).replace(/^\s+/gm, "");
}

describe("inlineOnce", () => {
  const cases: [string, string, string][] = [
    [
      "puts a function's body where it is called, with variables of its own",
      "function start(a, b) {\nvar c = a + 1;\nuse(a, b, c, x.c, { c: c });\n}\nstart(f(), 2);",
      "var a$start = f();\nvar b$start = 2;\nvar c$start = a$start + 1;\nuse(a$start, b$start, c$start, x.c, { c: c$start });"
    ],
    [
      "does so for what that calls in turn",
      "function inner() {\nuse(1);\n}\nfunction outer() {\ninner();\n}\nouter();",
      "use(1);"
    ],
    ["gives an argument that is missing no value", "function f(a) {\nuse(a);\n}\nf();", "var a$f = undefined;\nuse(a$f);"],
    [
      "has no two names for what never changes, within functions neither",
      "var a = {};\nfunction g() {\nvar c = b;\nreturn c;\n}\nvar b;\nb = a;\nuse(g, g);",
      "var a = {};\nfunction g() {\nreturn a;\n}\nuse(g, g);"
    ]
  ];
  for (const [title, code, expected] of cases) it(title, async () => assert.equal(await written(code), expected));

  for (const [what, code] of [
    ["a function that is called twice", "function f() {\nuse();\n}\nf();\nf();"],
    ["a function that is handed over", "function f() {\nuse();\n}\nuse(f);"],
    ["a function that is called within another one that may run often", "function f() {\nuse();\n}\nfunction g() {\nf();\n}\nuse(g);"],
    ["a function that is called by chance only", "function f() {\nuse();\n}\nif (x) f();"],
    ["a function that returns", "function f() {\nif (x) return;\nuse();\n}\nf();"],
    ["a function that uses this", "function f() {\nuse(this);\n}\nf();"],
    ["a function whose result is used", "function f() {\nuse();\n}\nvar y = f();"],
    ["a variable that changes", "var a = 1;\nvar b = a;\na = 2;\nuse(b);"],
    ["a variable that is counted up", "var a = 1;\nvar b = a;\na++;\nuse(b);"],
    ["another variable that changes", "var a = 1;\nvar b = a;\nb = 2;\nuse(b);"],
    ["a variable that is another one's value at times only", "var a = 1;\nvar b;\nif (x) b = a;\nuse(b);"],
    ["a variable where another one has the name that it would get", "var a = {};\nvar b = a;\nfunction f() {\nvar a;\nreturn [a, b];\n}\nuse(f, f);"],
    ["a variable that a loop sets", "var a = {};\nfunction f() {\nfor (var b in x) use(b);\nb = a;\nuse(b);\n}\nuse(f, f);"],
    ["a variable that another one's loop sets", "var b;\nfor (var a in x) use(a);\na = {};\nb = a;\nuse(b);"],
    ["a parameter that is assigned to", "var a = 1;\nfunction f(b) {\nb = a;\nuse(b);\n}\nuse(f);"]
  ])
    it(`leaves ${what} as it is`, async () => assert.equal(await written(code), code));
});
