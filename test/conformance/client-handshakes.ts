import assert from "node:assert/strict";
import { answerTo, type ClientEnd } from "./ends";
import { MAX_HEAD_BYTES } from "./programs";
import { encode, OP } from "./wire";

// Section 4.1 of RFC 6455: what the programs' echo client makes of answers.

export interface ClientHandshake {
  title: string;
  /** The server's answer, from the right one. */
  answer(right: string): string;
  /** The `error` event that comes, as the program prints it; "" when the connection is made. */
  error: string;
  chop?: number;
  /** Only the whole module does that, not what of it is in the boards' scripts. */
  extra?: true;
}

const header = (line: string) => (right: string) => right.replace(/\r\n$/, line + "\r\n\r\n");
const same = (right: string) => right;

export const clientHandshakes: ClientHandshake[] = [
  { title: "takes the right answer", answer: same, error: "" },
  { title: "takes an answer that comes byte by byte", answer: same, error: "", chop: 1 },
  { title: "takes names in lower case and tokens in any", answer: (right) => right.replace(/^(Upgrade|Connection|Sec-WebSocket-Accept):/gm, (name) => name.toLowerCase()).replace("websocket", "WebSocket").replace(": Upgrade", ": keep-alive, upgrade"), error: "" },
  { title: "takes a subprotocol that it offered", answer: header("Sec-WebSocket-Protocol: chat"), error: "", extra: true },
  { title: "refuses a subprotocol that it did not offer", answer: header("Sec-WebSocket-Protocol: other"), error: "1002 not offered" },
  { title: "refuses an extension", answer: header("Sec-WebSocket-Extensions: permessage-deflate"), error: "1002 not offered" },
  { title: "refuses a wrong accept key", answer: (right) => right.replace(/(Accept: )./, "$1*"), error: "1002 wrong accept key" },
  { title: "refuses an answer without accept key", answer: (right) => right.replace(/Sec-WebSocket-Accept.*\r\n/, ""), error: "1002 wrong accept key" },
  { title: "refuses an answer without Upgrade", answer: (right) => right.replace(/Upgrade: .*\r\n/, ""), error: "1002 no upgrade" },
  { title: "refuses an answer without Connection", answer: (right) => right.replace(/Connection: .*\r\n/, ""), error: "1002 no upgrade" },
  { title: "tells of a status that is no upgrade", answer: () => "HTTP/1.1 403 not you\r\nContent-Length: 0\r\n\r\n", error: "403 HTTP 403 not you" },
  { title: "refuses status 200 with all that belongs to an upgrade", answer: (right) => right.replace("101 Switching Protocols", "200 OK"), error: "200 HTTP 200 OK" },
  { title: "takes an answer without a reason", answer: (right) => right.replace(" Switching Protocols", ""), error: "" },
  { title: "takes an answer without a reason or the space before it", answer: (right) => right.replace("101 Switching Protocols", "101"), error: "" },
  { title: "tells of a status without a reason", answer: () => "HTTP/1.1 404\r\n\r\n", error: "404 HTTP 404" },
  { title: "tells of a status whose headers are malformed", answer: () => "HTTP/1.1 404 Not Found\r\nnonsense\r\n\r\n", error: "404 HTTP 404 Not Found" },
  { title: "tells of a status whose headers are too long", answer: () => `HTTP/1.1 503 busy\r\nX: ${"x".repeat(MAX_HEAD_BYTES)}\r\n\r\n`, error: "503 HTTP 503 busy" },
  { title: "refuses an answer whose headers are malformed", answer: header("nonsense"), error: "1002 no HTTP" },
  { title: "refuses what is no HTTP", answer: () => "hello\r\n\r\n", error: "1002 no HTTP" },
  { title: "refuses a status that is none", answer: (right) => right.replace("101", "0101"), error: "1002 no HTTP" },
  { title: "refuses a head that is too long", answer: header("X-Long: " + "x".repeat(MAX_HEAD_BYTES)), error: "1002 answer too long" },
  { title: "does not mind headers named like what every object has", answer: (right) => right.replace(/\r\n$/, "__proto__: 1\r\nconstructor: 2\r\n__proto__: 3\r\n\r\n"), error: "" }
];

/** `printed` waits for a line of the client's program. */
export async function runClientHandshake(
  each: ClientHandshake,
  end: ClientEnd,
  printed: (line: string) => Promise<unknown>
): Promise<void> {
  const { connection, request } = await end.accept();
  try {
    await connection.write(Buffer.from(each.answer(answerTo(request))), each.chop);
    if (each.error) {
      await printed(`error ${each.error}`);
      assert.equal((await connection.readToEnd()).length, 0, "bytes after a refused answer");
    } else {
      await connection.write(encode({ opcode: OP.text, payload: "on" }, false));
      assert.equal((await connection.readFrame())?.payload.toString(), "on");
    }
  } finally {
    connection.destroy();
  }
}

/** A frame in one packet with the answer. */
export async function frameWithAnswer(end: ClientEnd): Promise<void> {
  const { connection, request } = await end.accept();
  try {
    const frame = encode({ opcode: OP.text, payload: "eager" }, false);
    await connection.write(Buffer.concat([Buffer.from(answerTo(request)), frame]));
    assert.equal((await connection.readFrame())?.payload.toString(), "eager");
  } finally {
    connection.destroy();
  }
}

/** Checks the client's request, with these further headers, against section 4.1, and that its key is new each time. */
export async function checkRequests(end: ClientEnd, port: number, further: string[]): Promise<void> {
  const keys = new Set<string>();
  for (let i = 0; i < 3; i++) {
    const { connection, request } = await end.accept();
    connection.destroy();
    const [line, ...headers] = request.split("\r\n");
    assert.equal(line, "GET /echo HTTP/1.1");
    const key = /^Sec-WebSocket-Key: (.*)$/m.exec(request)?.[1].trim() ?? "";
    assert.equal(Buffer.from(key, "base64").length, 16);
    keys.add(key);
    assert.deepEqual(headers.filter((each) => !each.startsWith("Sec-WebSocket-Key")), [
      `Host: 127.0.0.1:${port}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      ...further
    ]);
  }
  assert.equal(keys.size, 3, "keys of three connections");
}
