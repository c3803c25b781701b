import assert from "node:assert";
describe("zz", () => { it("x", () => { const a: number = 1; assert.equal(a, 1); console.log(import.meta.url) }); });
