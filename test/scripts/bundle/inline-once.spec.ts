import assert from "node:assert/strict";
import { inlineOnce } from "../../../scripts/bundle/inline-once";
import { rendered } from "../../support/rendered";

/** Without the lines that are empty, and without indents. */
async function written(code: string): Promise<string> {
  return (await rendered(code, inlineOnce())).replace(/^\s+/gm, "").replace(/\n+$/, "");
}

/** A class with a method `go`, as `flat-classes.ts` writes it. */
function withMethods(go: string, others: string): string {
  return `function A() {\n}\nA.prototype = {\ngo: function (x) {\n${go}\n},\n${others}\n};\nuse(new A().go(1));`;
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
      "does so within another function, by chance too",
      "function f(a) {\nuse(a);\n}\nfunction g(b) {\nif (b) f(b);\n}\nuse(g, g);",
      "function g(b) {\nif (b) {\nvar a$f = b;\nuse(a$f);\n}\n}\nuse(g, g);"
    ],
    [
      "does so for a function that ends by returning what a variable gets",
      "function f(a) {\nvar b = a + 1;\nreturn b * 2;\n}\nfunction g() {\nvar x = f(1);\ny = x;\n}\nuse(g, g);",
      "function g() {\nvar a$f = 1;\nvar b$f = a$f + 1;\nvar x = b$f * 2;\ny = x;\n}\nuse(g, g);"
    ],
    [
      "puts the value of a function that only returns one where it is called",
      "function f(a, b) {\nreturn a && a.b + b;\n}\nfunction g(x) {\nwhile (f(x, 2)) x.next();\n}\nuse(g, g);",
      "function g(x) {\nwhile ((x && x.b + 2)) x.next();\n}\nuse(g, g);"
    ],
    [
      "puts a method's body where the only one that calls it does, another one of its class",
      withMethods("this.step(x);\nuse(this);", "step: function (a) {\nthis.a = a;\n}"),
      withMethods("var a$this$step = x;\nthis.a = a$this$step;\nuse(this);", "").replace(",\n\n}", ",\n}")
    ]
  ];
  for (const [title, code, expected] of cases) it(title, async () => assert.equal(await written(code), expected));

  for (const [what, code] of [
    ["a function that is called twice", "function f() {\nuse();\n}\nf();\nf();"],
    ["a function that is handed over", "function f() {\nuse();\n}\nuse(f);"],
    ["a function that calls itself", "function f() {\nf();\n}"],
    ["a function that the script calls by chance only", "function f() {\nuse();\n}\nif (x) f();"],
    ["a function that is called in a loop, where its variables would keep their values", "function f() {\nvar a;\nuse(a);\na = 1;\n}\nfunction g() {\nwhile (x) f();\n}\nuse(g, g);"],
    ["a function that returns early", "function f() {\nif (x) return;\nuse();\n}\nf();"],
    ["a function that returns to no variable", "function f() {\nuse();\nreturn 1;\n}\nuse(f());"],
    ["a function with a function that has a name", "function f() {\nfunction g() {\n}\nuse(g, g);\n}\nf();"],
    ["a function that uses this", "function f() {\nuse(this);\n}\nf();"],
    ["a function whose result is used", "function f() {\nuse();\n}\nvar y = f();"],
    ["a function where a name of its own means another variable", "function f() {\nuse(a);\n}\nfunction g(a) {\nf();\n}\nuse(g, g);"],
    ["a value that is made of what may change", "function f(a) {\nreturn next() + a;\n}\nfunction g() {\nvar x = 1;\nx = 2;\nreturn f(x) + x;\n}\nuse(g, g);"],
    ["a value in which an argument's name means another variable", "function f(a) {\nreturn a.filter(function (x) {\nreturn x > a;\n});\n}\nfunction g(x) {\nreturn f(x) + 1;\n}\nuse(g, g);"],
    ["a method that is called for another object", withMethods("x.step(1);", "step: function (a) {\nthis.a = a;\n}")],
    ["a method that another class has too", withMethods("this.step(1);", "step: function (a) {\nthis.a = a;\n}").replace("use", "B.prototype = {\nstep: function () {\n}\n};\nuse")],
    ["a method that is called from a function in the method", withMethods("use(function () {\nthis.step(1);\n});", "step: function (a) {\nthis.a = a;\n}")],
    ["a method whose name is a string too", withMethods("this.step(1);", "step: function (a) {\nthis.a = a;\n}") + '\nuse("step");'],
    ["a method that is handed over", withMethods("this.step(1);\nuse(this.step);", "step: function (a) {\nthis.a = a;\n}")]
  ])
    it(`leaves ${what} as it is`, async () => assert.equal(await written(code), code));
});
