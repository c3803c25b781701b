import assert from "node:assert/strict";
import { shimmedModule } from "./shimmed";

const { endOfHead, hasToken, parseHead, tokens } =
  shimmedModule().copy.load<typeof import("../../../firmware/ws/head")>("ws/head");

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
      headers: { host: "x:81", "x-a": "b c", empty: "" },
      isSound: true
    });
  });

  it("joins what comes twice", () => {
    assert.equal(parseHead("GET / HTTP/1.1\r\na: 1\r\nA: 2").headers.a, "1, 2");
  });

  it("takes a first line of any length in three parts, of which only the last has spaces", () => {
    const lines: [line: string, parts: string[]][] = [
      ["", ["", "", ""]],
      ["GET", ["", "GET", ""]],
      ["GET /", ["GET", "/", ""]],
      ["HTTP/1.1 101", ["HTTP/1.1", "101", ""]],
      ["HTTP/1.1 404 no such page", ["HTTP/1.1", "404", "no such page"]],
      [" ".repeat(2000), ["", "", " ".repeat(1998)]]
    ];
    for (const [line, parts] of lines) assert.deepEqual(parseHead(line), { line: parts, headers: {}, isSound: true });
  });

  for (const bad of ["no colon", ": x", "a : x", " a: x", "a\xff: x", "a: x\0", "a: x\r", "a: x\ny: z"])
    it(`finds ${JSON.stringify(bad)} malformed`, () => {
      const head = parseHead(`GET / HTTP/1.1\r\nhost: x\r\n${bad}\r\nz: 1`);
      assert.deepEqual(head, { line: ["GET", "/", "HTTP/1.1"], headers: { host: "x" }, isSound: false });
    });

  it("drops headers that are named like what every object has", () => {
    const names = ["__proto__", "constructor"];
    const { headers, isSound } = parseHead(["GET / HTTP/1.1", ...names.map((name) => `${name}: 1`), "length: 2"].join("\r\n"));
    assert.deepEqual([Object.entries(headers), isSound, "".constructor === String], [[["length", "2"]], true, true]);
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
    assert.equal(hasToken("x,upgr", "upgrade"), false);
    assert.equal(hasToken(",".repeat(300) + "upgrade", "upgrade"), false, "beyond 256 characters");
  });
});
