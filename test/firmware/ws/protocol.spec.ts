import assert from "node:assert/strict";
import { isCloseCode } from "../../../firmware/ws/protocol";

describe("isCloseCode", () => {
  it("allows what the registry, libraries and applications may send, and nothing else", () => {
    const registered = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
    for (let code = 0; code < 65536; code++)
      assert.equal(isCloseCode(code), registered.includes(code) || (code >= 3000 && code <= 4999), `${code}`);
  });
});
