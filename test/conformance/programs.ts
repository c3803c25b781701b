// The programs that are tested, in the interpreter's dialect. `require("ws")` is the project's module.

/** The largest message that they take. */
export const MAX_BYTES = 65536;

/** The longest head of a handshake that they take. */
export const MAX_HEAD_BYTES = 2048;

/** Sends every message back as it came; knows two subprotocols and two forbidden paths; has a page. */
export function echoServer(port: number): string {
  return `
var WebSocket = require("ws");
var refusals = { "/secret": "401 who are you", "/forbidden": 403 };
var server = WebSocket.createServer(function (request, response) {
  response.writeHead(200, { "Content-Type": "text/plain" });
  response.write(request.method + " ");
  response.end(request.url + " " + request.headers.host);
}, {
  maxPayloadBytes: ${MAX_BYTES},
  maxBufferedBytes: 200000,
  handshakeMs: 1000,
  protocols: ["chat", "echo"],
  verify: function (request) { return refusals[request.url]; }
});
server.on("websocket", function (ws) {
  ws.on("message", function (data, isBinary) { ws.send(data, { binary: isBinary }); });
});
server.listen(${port});
print("READY");
`;
}

/** Dials the same server for ever, and sends every message back as it came. */
export function echoClient(host: string, port: number): string {
  return `
var WebSocket = require("ws");
var options = {
  port: ${port},
  path: "/echo",
  protocol: "echo, chat",
  headers: { "X-Board": 42 },
  maxPayloadBytes: ${MAX_BYTES},
  maxBufferedBytes: 200000,
  handshakeMs: 1000
};
function dial() {
  var ws = new WebSocket("${host}", options);
  ws.on("message", function (data, isBinary) { ws.send(data, { binary: isBinary }); });
  ws.on("error", function (error) { print("error " + error.code + " " + error.message); });
  ws.on("close", function () { setTimeout(dial, 5); });
}
dial();
print("READY");
`;
}
