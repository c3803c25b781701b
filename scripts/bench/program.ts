/** Broadcast by the measured program. */
export const BROADCAST_BYTES = 128;

/**
 * What is measured, the same for both modules: texts are sent back, but "b" has one broadcast to all. The
 * stock module has no broadcast, and does not say which of its clients are there.
 */
export function measuredProgram(port: number, memoryPort: number): string {
  return `
var text = "x".repeat(${BROADCAST_BYTES});
var clients = [];
// Shared by all connections, so that what these cost is the module's.
function onMessage(data) {
  if (data !== "b") this.send(data);
  else if (server.broadcast) server.broadcast(text);
  else clients.forEach(function (each) { each.send(text); });
}
function onClose() { clients.splice(clients.indexOf(this), 1); }
var server = require("ws").createServer(function () {}, { maxBufferedBytes: 1000000 });
server.on("websocket", function (ws) {
  clients.push(ws);
  ws.on("message", onMessage);
  ws.on("close", onClose);
});
server.listen(${port});
require("net").createServer(function (socket) {
  socket.end("" + process.memory().usage);
}).listen(${memoryPort});
print("READY");
`;
}
