import assert from "node:assert/strict";
import { shortNames } from "../../../scripts/bundle/short-names";
import { rendered } from "../../support/rendered";

function shortened(code: string): Promise<string> {
  return rendered(code, shortNames((name) => name.startsWith("_")));
}

describe("shortNames", () => {
  const cases: [string, string, string][] = [
    ["gives the name that is used most the shortest one", "x._one = { _two: y._two, three: y._two };", "x.b = { a: y.a, three: y.a };"],
    ["takes no name that is another member's", "x.a = x._one;", "x.a = x.b;"],
    ["leaves quoted names and strings alone", 'x["_one"] = { "_two": "_three" };', 'x["_one"] = { "_two": "_three" };'],
    ["leaves variables alone", "var _one = { _one: _one };", "var _one = { a: _one };"],
    ["leaves names alone that are not known before", "x[_one] = { [_two]: 1 };", "x[_one] = { [_two]: 1 };"],
    [
      "shortens an accessor's name",
      'Object.defineProperty(X.prototype, "_size", { get: f }); x._size;',
      'Object.defineProperty(X.prototype, "a", { get: f }); x.a;'
    ]
  ];
  for (const [title, code, expected] of cases)
    it(title, async () => assert.equal(await shortened(code), expected));

  it("goes on with two letters, and then with more", async () => {
    const code = Array.from({ length: 3000 }, (_, i) => `x._${i};`).join("");
    const names = [...(await shortened(code)).matchAll(/x\.([\w$]+);/g)].map(([, name]) => name);
    assert.equal(new Set(names).size, 3000);
    assert.deepEqual([names[0], names[53], names[54], names[54 * 54 + 54]], ["a", "$", "aa", "aaa"]);
  });
});
