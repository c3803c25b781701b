import assert from "node:assert/strict";
import { acceptFor, dial, KEY } from "./ends";
import { MAX_HEAD_BYTES } from "./programs";
import { encode, OP } from "./wire";

// Section 4.2 of RFC 6455, and what HTTP says of requests in general, for the programs' echo server.

export interface ServerHandshake {
  title: string;
  request: string;
  /** The status line begins so; "" if the connection ends without an answer. */
  status: string;
  /** Headers of the answer by name in lower case; `undefined` for one that must not be there. */
  headers?: { [name: string]: string | undefined };
  /** What comes after the headers. */
  body?: string;
  chop?: number;
  /** Only the whole module does that, not what of it is in the boards' scripts. */
  extra?: true;
}

const UPGRADE: { [name: string]: string | undefined } = {
  Host: "board:81",
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Key": KEY,
  "Sec-WebSocket-Version": "13"
};

function request(changes: { [name: string]: string | undefined } = {}, line = "GET /echo HTTP/1.1"): string {
  const headers = Object.entries({ ...UPGRADE, ...changes }).filter(([, value]) => value !== undefined);
  return [line, ...headers.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
}

const accepted = {
  upgrade: "websocket",
  connection: "Upgrade",
  // Of the RFC's own example.
  "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
  "sec-websocket-extensions": undefined,
  "sec-websocket-protocol": undefined
};
const page = (line: string) => `${line}\r\nHost: board\r\n\r\n`;
const extra = (each: ServerHandshake): ServerHandshake => ({ ...each, extra: true });
const refused = (title: string, text: string, status = "400"): ServerHandshake => ({ title, request: text, status });

export const serverHandshakes: ServerHandshake[] = [
  { title: "accepts the RFC's example", request: request(), status: "101", headers: accepted },
  { title: "accepts a request that comes byte by byte", request: request(), status: "101", headers: accepted, chop: 1 },
  { title: "accepts names in lower case", request: request().replace(/^[A-Z][\w-]+:/gm, (name) => name.toLowerCase()), status: "101", headers: accepted },
  { title: "accepts names in upper case", request: request().replace(/^[A-Z][\w-]+:/gm, (name) => name.toUpperCase()), status: "101", headers: accepted },
  { title: "accepts Connection: keep-alive, Upgrade", request: request({ Connection: "keep-alive, Upgrade" }), status: "101", headers: accepted },
  { title: "accepts tokens in any case", request: request({ Upgrade: "WebSocket", Connection: "keep-alive,UPGRADE" }), status: "101", headers: accepted },
  { title: "accepts values without a space before them and with many around them", request: request({ Upgrade: "  websocket \t", Host: "" }).replace("Host: ", "Host:board"), status: "101", headers: accepted },
  extra({ title: "takes the first known subprotocol of the client's list", request: request({ "Sec-WebSocket-Protocol": "other, echo,chat" }), status: "101", headers: { "sec-websocket-protocol": "echo" } }),
  { title: "takes no subprotocol that it does not know", request: request({ "Sec-WebSocket-Protocol": "other" }), status: "101", headers: accepted },
  extra({ title: "takes subprotocols from two headers", request: request({ "Sec-WebSocket-Protocol": "other\r\nSec-WebSocket-Protocol: chat" }), status: "101", headers: { "sec-websocket-protocol": "chat" } }),
  { title: "takes no extension", request: request({ "Sec-WebSocket-Extensions": "permessage-deflate" }), status: "101", headers: accepted },
  { title: "does not mind headers named like an object's members", request: request({ constructor: "1", ["__proto__"]: "2", toString: "3" }).replace("\r\n\r\n", "\r\n__proto__: 4\r\n\r\n"), status: "101", headers: accepted },
  refused("refuses a request without Host", request({ Host: undefined })),
  refused("refuses a request without Connection", request({ Connection: undefined })),
  refused("refuses a Connection that only contains the word", request({ Connection: "not-upgrade" })),
  refused("refuses a request without key", request({ "Sec-WebSocket-Key": undefined })),
  refused("refuses a key of 15 bytes", request({ "Sec-WebSocket-Key": Buffer.alloc(15).toString("base64") })),
  refused("refuses a key of 17 bytes", request({ "Sec-WebSocket-Key": Buffer.alloc(17).toString("base64") })),
  refused("refuses a key that is no base64", request({ "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZ===" })),
  refused("refuses two keys", request({ "Sec-WebSocket-Key": `${KEY}\r\nSec-WebSocket-Key: ${KEY}` })),
  refused("refuses an upgrade by POST", request({}, "POST /echo HTTP/1.1")),
  refused("refuses an upgrade by HTTP/1.0", request({}, "GET /echo HTTP/1.0")),
  refused("refuses a header without a colon", request({ Host: "board\r\nnonsense" })),
  refused("refuses a header with a space before its colon", request().replace("Host:", "Host :")),
  refused("refuses a header that goes on in the next line", request({ Host: "board\r\n folded" })),
  refused("refuses a control character in a header", request({ Host: "a\0b" })),
  refused("refuses what is no HTTP", "hello\r\n\r\n"),
  extra(refused("refuses a verified request with the status and reason of the hook", request({}, "GET /secret HTTP/1.1"), "401 who are you")),
  extra(refused("refuses a verified request with a status alone", request({}, "GET /forbidden HTTP/1.1"), "403")),
  { title: "refuses version 8, and names 13", request: request({ "Sec-WebSocket-Version": "8" }), status: "426", headers: { "sec-websocket-version": "13" } },
  { title: "refuses a request without a version, and names 13", request: request({ "Sec-WebSocket-Version": undefined }), status: "426", headers: { "sec-websocket-version": "13" } },
  refused("refuses a head that is too long", request({ "X-Long": "x".repeat(MAX_HEAD_BYTES) }), "431"),
  refused("refuses a head that never ends", request().trimEnd() + "\r\nX-Long: " + "x".repeat(MAX_HEAD_BYTES), "431"),
  extra({ title: "gives a page to GET", request: page("GET /page?x=1 HTTP/1.1"), status: "200", headers: { connection: "close", "content-type": "text/plain" }, body: "GET /page?x=1 board" }),
  extra({ title: "gives a page's headers alone to HEAD", request: page("HEAD / HTTP/1.1"), status: "200", headers: { "content-type": "text/plain" }, body: "" }),
  extra({ title: "gives no page to POST", request: page("POST / HTTP/1.1"), status: "405", headers: { allow: "GET, HEAD" } }),
  { title: "gives no page to a head that is no HTTP", request: "\r\n\r\n", status: "400" }
];

export async function runServerHandshake(each: ServerHandshake, port: number): Promise<void> {
  const connection = await dial(port);
  try {
    await connection.write(Buffer.from(each.request), each.chop);
    const [status, ...lines] = (await connection.readHead()).split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()])
    );
    assert.ok(status.startsWith(`HTTP/1.1 ${each.status}`), `expected status ${each.status}, not "${status}"`);
    for (const [name, value] of Object.entries(each.headers ?? {})) assert.equal(headers[name], value, name);
    if (each.status === "101") {
      // The connection is one of frames from here on.
      await connection.write(encode({ opcode: OP.text, payload: "on" }, true));
      assert.equal((await connection.readFrame())?.payload.toString(), "on");
    } else {
      const body = (await connection.readToEnd()).toString();
      if (each.body !== undefined) assert.equal(body, each.body);
    }
  } finally {
    connection.destroy();
  }
}

/** A frame in one packet with the request, as from a client that does not wait, is answered as any other. */
export async function frameWithRequest(port: number): Promise<void> {
  const connection = await dial(port);
  try {
    await connection.write(
      Buffer.concat([Buffer.from(request()), encode({ opcode: OP.text, payload: "eager" }, true)])
    );
    assert.match(await connection.readHead(), new RegExp(acceptFor(KEY).replace(/[+]/g, "\\+")));
    assert.equal((await connection.readFrame())?.payload.toString(), "eager");
  } finally {
    connection.destroy();
  }
}

/** A connection that says nothing, or not all, is ended. */
export async function silentRequest(port: number, begun: string): Promise<void> {
  const connection = await dial(port);
  try {
    await connection.write(Buffer.from(begun));
    assert.equal((await connection.readToEnd()).toString(), "");
  } finally {
    connection.destroy();
  }
}
