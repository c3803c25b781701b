/** What stands at the head of `dist/modules/ws.js`, as of Espruino's own modules. */
export const MODULE_HEAD = `/* Copyright (c) the authors of espruino-websocket-pair. MIT License. */
/*
 WebSockets (RFC 6455) for Espruino, server and client, in the place of its \`ws\` module.

 * KEYWORDS: Module,websocket,ws,socket,server,client

 \`\`\`javascript
 var WebSocket = require("ws");

 // Client: also close(code, reason), ping(data), bufferedBytes; send tells whether it took the message.
 var ws = new WebSocket("192.168.1.21", { port: 82, path: "/" });
 ws.on("open", function () { ws.send("Hello"); });
 ws.on("message", function (data, isBinary) { print(data); });
 ws.on("error", function (error) { print(error.code, error.message); });
 ws.on("close", function (code, reason) { print(code, reason); });

 // Server: the function answers plain HTTP requests.
 var server = WebSocket.createServer(function (request, response) { response.end("Hello"); });
 server.on("websocket", function (ws, request) {
   ws.on("message", function (data) { ws.send(data); });
 });
 server.listen(81);
 server.broadcast("Hello, all");

 // A ping every 20 s, and an end after 60 s of silence, for all connections from then on.
 WebSocket.setDefaults({ keepAlive: 20, deadAfter: 60 });
 \`\`\`
*/`;
