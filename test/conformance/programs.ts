// The programs that are tested, in the interpreter's dialect. `require("ws")` is the project's module.

/** The largest message that they take. */
export const MAX_BYTES = 65536;

/** Sends every message back as it came. `GET /` tells the JsVars in use, where there are any. */
export function echoServer(port: number, options = ""): string {
  return `
var WebSocket = require("ws");
var server = WebSocket.createServer(function (request, response) {
  response.writeHead(200, { "Content-Type": "text/plain" });
  response.end("" + process.memory().usage);
}, { maxPayloadBytes: ${MAX_BYTES}, maxBufferedBytes: 200000, ${options} });
server.on("websocket", function (ws) {
  ws.on("message", function (data, isBinary) { ws.send(data, { binary: isBinary }); });
});
server.listen(${port});
print("READY");
`;
}

/** Dials the same server for ever, and sends every message back as it came. */
export function echoClient(port: number, options = ""): string {
  return `
var WebSocket = require("ws");
function dial() {
  var ws = new WebSocket("127.0.0.1", { port: ${port}, path: "/echo", maxPayloadBytes: ${MAX_BYTES},
    maxBufferedBytes: 200000, ${options} });
  ws.on("message", function (data, isBinary) { ws.send(data, { binary: isBinary }); });
  ws.on("error", function (error) { print("error " + error.code + " " + error.message); });
  ws.on("close", function (code, reason) {
    print("close " + code + " " + reason);
    setTimeout(dial, 5);
  });
}
dial();
print("READY");
`;
}
