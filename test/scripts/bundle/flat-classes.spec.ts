import assert from "node:assert/strict";
import vm from "node:vm";
import { flatClasses } from "../../../scripts/bundle/flat-classes";
import { rendered } from "../../support/rendered";

/** A class as the compiler writes it. */
const CLASS = `var Counter = /** @class */ (function () {
    function Counter(from) {
        this.value = from;
    }
    Counter.prototype.add = function (n) {
        this.value += n;
        return this;
    };
    Counter.prototype.unused = function () { };
    Object.defineProperty(Counter.prototype, "twice", {
        get: function () { return 2 * this.value; },
        enumerable: false,
        configurable: true
    });
    Counter.zero = 0;
    return Counter;
}());
result = [new Counter(1).add(2).value, new Counter(3).twice, Counter.zero, typeof Counter.prototype.unused];`;

function flat(code: string, leftOut: string[]): Promise<string> {
  return rendered(code, flatClasses(new Set(leftOut)));
}

describe("flatClasses", () => {
  it("takes the function around a class away, and nothing else", async () => {
    const code = await flat(CLASS, []);
    assert.doesNotMatch(code, /return Counter/);
    assert.match(code, /^function Counter\(from\)[^]*\nCounter\.prototype = \{\nadd: function \(n\)/m);
    assert.deepEqual([...vm.runInNewContext(code + "; result", { result: null })], [3, 6, 0, "function"]);
  });

  it("leaves out the methods that it is told to", async () => {
    const code = await flat(CLASS, ["Counter.unused", "Other.add"]);
    assert.deepEqual([...vm.runInNewContext(code + "; result", { result: null })], [3, 6, 0, "undefined"]);
  });

  it("leaves out an accessor that it is told to", async () => {
    const code = await flat(CLASS, ["Counter.twice"]);
    assert.deepEqual([...vm.runInNewContext(code + "; result", { result: null })], [3, undefined, 0, "function"]);
  });

  for (const [what, code] of [
    ["a function that is called with something", "var A = (function (x) { function A() { } return A; }(1));\nresult = A;"],
    ["a function that has variables", "var A = (function () { function A() { } var x = 1; A.x = x; return A; }());\nresult = A;"],
    ["a function that returns something else", "var A = (function () { function A() { } return 1; }());\nresult = A;"]
  ]) {
    it(`leaves ${what} as it is`, async () => assert.equal(await flat(code, []), code));
  }
});
