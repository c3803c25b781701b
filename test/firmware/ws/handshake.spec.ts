import assert from "node:assert/strict";
import { parseHead } from "../../../firmware/ws/head";
import { shimmedModule } from "./shimmed";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
/** For this key. */
const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

describe("the opening handshake", () => {
  const { acceptFor, checkAnswer, checkRequest, headerLine, newKey } =
    shimmedModule().copy.load<typeof import("../../../firmware/ws/handshake")>("ws/handshake");

  it("answers the key of RFC 6455, section 1.3, as it does", () => {
    assert.equal(acceptFor(KEY), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  });

  it("makes keys of 16 bytes, another one each time", () => {
    const keys = Array.from({ length: 100 }, newKey);
    for (const key of keys) assert.equal(Buffer.from(key, "base64").length, 16);
    assert.equal(new Set(keys).size, 100);
  });

  it("makes a header's line, and refuses one with a line break", () => {
    assert.equal(headerLine("X-Port", 81), "X-Port: 81\r\n");
    assert.throws(() => headerLine("X", "a\r\nEvil: b"), /line break in header X/);
    assert.throws(() => headerLine("X\n", "a"), /line break in header X/);
  });

  const request =
    `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13`;
  const changes: [what: string, from: string | RegExp, to: string, status: string][] = [
    ["the example", "", "", ""],
    ["POST", "GET", "POST", "400"],
    ["HTTP/1.0", "1.1", "1.0", "400"],
    ["no Host", "Host: x\r\n", "", "400"],
    ["no Connection", /Connection.*\r\n/, "", "400"],
    ["no key", /Sec-WebSocket-Key.*\r\n/, "", "400"],
    ["a key too short", KEY, "dGhlIHNhbXBsZQ==", "400"],
    ["a key that is no base64", KEY, KEY.replace("d", "*"), "400"],
    ["version 8", "Version: 13", "Version: 8", "426"],
    ["no version", /\r\nSec-WebSocket-Version.*/, "", "426"]
  ];
  for (const [what, from, to, status] of changes)
    it(`answers a request with ${what} by ${status || "an upgrade"}`, () => {
      const problem = checkRequest(parseHead(request.replace(from, to)));
      assert.equal(problem.slice(0, 3), status);
      // An answer's status line has a reason.
      assert.equal(/^\d+ ./.test(problem), !!status);
    });

  const answer = `HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${ACCEPT}`;
  const answers: [what: string, text: string, problem: string][] = [
    ["all in order", answer, ""],
    ["a subprotocol that was offered", answer + "\r\nSec-WebSocket-Protocol: b", ""],
    ["a subprotocol that was not offered", answer + "\r\nSec-WebSocket-Protocol: c", "not offered"],
    ["an extension", answer + "\r\nSec-WebSocket-Extensions: x", "not offered"],
    ["no Upgrade", answer.replace("Upgrade: websocket\r\n", ""), "no upgrade"],
    ["no Connection", answer.replace("Connection: Upgrade\r\n", ""), "no upgrade"],
    ["a wrong accept key", answer.replace("s3p", "S3P"), "wrong accept key"]
  ];
  for (const [what, text, problem] of answers)
    it(`finds in an answer with ${what}: ${problem || "nothing"}`, () => {
      assert.equal(checkAnswer(parseHead(text).headers, ACCEPT, "a, b"), problem);
    });
});

