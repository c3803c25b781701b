import assert from "node:assert/strict";
import { oneName } from "../../../scripts/bundle/one-name";
import { rendered } from "../../support/rendered";

/** Without the lines that are empty. */
async function written(code: string): Promise<string> {
  return (await rendered(code, oneName())).replace(/^\s+/gm, "");
}

describe("oneName", () => {
  it("has no two names for what never changes, within functions neither", async () => {
    const code = "var a = {};\nfunction g() {\nvar c = b;\nreturn c;\n}\nvar b;\nb = a;\nuse(g, g);";
    assert.equal(await written(code), "var a = {};\nfunction g() {\nreturn a;\n}\nuse(g, g);");
  });

  for (const [what, code] of [
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
