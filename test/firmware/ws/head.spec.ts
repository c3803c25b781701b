import assert from "node:assert/strict";
import { endOfHead, hasToken, parseHead, tokens } from "../../../firmware/ws/head";

describe("endOfHead", () => {
  const text = "GET / HTTP/1.1\r\nHost: x\r\n\r\nrest";

  it("finds the empty line, and it only when all of it is there", () => {
    const end = text.indexOf("\r\n\r\n");
    for (let size = 0; size <= text.length; size++)
      assert.equal(endOfHead(text.slice(0, size)), size < end + 4 ? -1 : end, `${size} bytes`);
  });
});

describe("parseHead", () => {
  it("splits the first line, and names headers in lower case", () => {
    assert.deepEqual(parseHead("GET /a?b HTTP/1.1\r\nHoSt: x:81\r\nX-A:  b c \r\nempty:"), {
      line: ["GET", "/a?b", "HTTP/1.1"],
      headers: { host: "x:81", "x-a": "b c", empty: "" }
    });
  });

  it("joins what comes twice", () => {
    assert.equal(parseHead("GET / HTTP/1.1\r\na: 1\r\nA: 2")?.headers.a, "1, 2");
  });

  for (const bad of ["", "GET", "GET /", "GET / HTTP/1.1\r\nno colon", "GET / HTTP/1.1\r\n: x", "GET / HTTP/1.1\r\na : x", "GET / HTTP/1.1\r\n a: x"])
    it(`refuses ${JSON.stringify(bad)}`, () => {
      assert.equal(parseHead(bad), undefined);
    });
});

describe("tokens", () => {
  it("splits a list, without its white space", () => {
    assert.deepEqual(tokens(" a,b ,\tc"), ["a", "b", "c"]);
    assert.deepEqual(tokens(undefined), [""]);
  });

  it("has a token in any case, and no part of one", () => {
    assert.equal(hasToken("keep-alive, Upgrade", "upgrade"), true);
    assert.equal(hasToken("keep-alive, no-upgrade", "upgrade"), false);
    assert.equal(hasToken(undefined, "upgrade"), false);
  });
});
