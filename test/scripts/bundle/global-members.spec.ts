import assert from "node:assert/strict";
import { globalMembers } from "../../../scripts/bundle/global-members";
import { rendered } from "../../support/rendered";

function written(code: string): Promise<string> {
  return rendered(code, globalMembers());
}

describe("globalMembers", () => {
  const cases: [string, string, string][] = [
    ["has no object in front of a global", "native.print(this._native.E, role._native.process.env);", "print(E, process.env);"],
    ["says global for the object itself", "f(this._native);", "f(global);"],
    ["keeps the object in no variable and no member", "var native = this._native;\nnative.print(1);\nthis._native = other;", "print(1);"],
    [
      "hands it to no function",
      "function f(_native, a) { a(); }\nnew f(_native, 1);\nfunction g(a, native) { a(); }\ng(1, this._native);\n" +
        "function h(native) { native.print(); }\nh(native);",
      "function f(a) { a(); }\nnew f(1);\nfunction g(a) { a(); }\ng(1);\nfunction h() { print(); }\nh();"
    ],
    ["keeps what stands beside it", "var native = this._native, a = f();\nnative && f(a);", "var native = global, a = f();\nnative && f(a);"],
    ["leaves other members alone", "natives.print(x.native_.y);", "natives.print(x.native_.y);"]
  ];
  for (const [title, code, expected] of cases)
    it(title, async () => assert.equal((await written(code)).replace(/^\s*\n/gm, ""), expected));

  for (const code of ["function f(print) { native.print(print); }", "function f() { var print; }\nnative.print();"])
    it(`refuses a variable that would stand in front of a global: ${code.slice(0, 16)}`, async () => {
      await assert.rejects(written(code), /a variable has the name of a global one that is used: print/);
    });
});
