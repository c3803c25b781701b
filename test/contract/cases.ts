// What the roles rely on at the `ws` seam, whatever module is behind it, as programs in the interpreter's dialect.

/** What a module may do or not; what it does not is a known gap. */
export interface Abilities {
  binary: boolean;
  /** Close codes and reasons are read and answered. */
  closeCodes: boolean;
  /** Pings and pongs carry data. */
  pingData: boolean;
  /** A client that finds all places taken is refused before it is open, and told the HTTP status. */
  refusals: boolean;
  /** A server notices that a client is gone without a word. */
  losses: boolean;
}

export interface ContractCase {
  title: string;
  /** Statements, after those of `program`. All connections that it makes must end. */
  program: string;
  /** What each end prints, in this order. */
  expected(can: Abilities): { [end: string]: string[] };
}

/** Sends back what comes; closes with what `close` tells. */
const ECHO = `onClient = function (socket) {
  socket.on("message", function (data, isBinary) {
    if (data === "close") socket.close(4001, "bye");
    else say("echo", "taken " + socket.send(data, { binary: isBinary }));
  });
};`;

const closed = (can: Abilities, code: number, reason = ""): string => (can.closeCodes ? `close ${code} ${reason}` : "close 1006 ");

export const contract: ContractCase[] = [
  {
    title: "tells both ends of a connection, and the server of its path",
    program: `serve(); var c = connect("/ESP32-B"); c.on("open", function () { c.close(); });`,
    expected: (can) => ({
      server: ["websocket /ESP32-B", closed(can, 1000)],
      client: ["open", closed(can, 1000)]
    })
  },
  {
    title: "brings texts there and back, in their order and whole",
    program: `${ECHO} serve(); var c = connect("/");
      c.on("open", function () { ["", "one", "2", text(126), text(5000)].forEach(function (each) { c.send(each); }); });
      c.on("message", function (data) { if (data.length === 5000) c.close(); });`,
    expected: (can) => ({
      server: ["websocket", "text ", "text one", "text 2", "text 126 bytes", "text 5000 bytes", closed(can, 1000)],
      echo: Array<string>(5).fill("taken true"),
      client: ["open", "text ", "text one", "text 2", "text 126 bytes", "text 5000 bytes", closed(can, 1000)]
    })
  },
  {
    title: "brings bytes there and back, or refuses them",
    program: `${ECHO} serve(); var c = connect("/");
      c.on("open", function () { if (!c.send("\\x00\\xff", { binary: true })) { say("client", "refused"); c.close(); } });
      c.on("message", function () { c.close(); });`,
    expected: (can) => ({
      server: ["websocket", ...(can.binary ? ["bytes 0,255"] : []), closed(can, 1000)],
      client: ["open", can.binary ? "bytes 0,255" : "refused", closed(can, 1000)]
    })
  },
  {
    title: "broadcasts to all clients, and counts them",
    program: `var opened = 0; serve();
      function onOpen() { if (++opened === 2) say("server", "to " + server.broadcast("news") + " of " + server.clients.length); }
      function onMessage() { this.close(); }
      ["first", "second"].forEach(function (name) {
        var c = connect("/", name); c.on("open", onOpen); c.on("message", onMessage);
      });`,
    expected: (can) => ({
      server: ["websocket", "websocket", "to 2 of 2", closed(can, 1000), closed(can, 1000)],
      first: ["open", "text news", closed(can, 1000)],
      second: ["open", "text news", closed(can, 1000)]
    })
  },
  {
    title: "tells the server of the client's close code and reason",
    program: `serve(); var c = connect("/"); c.on("open", function () { say("client", "closes " + c.close(4002, "enough")); });`,
    expected: (can) => ({
      server: ["websocket", closed(can, 4002, "enough")],
      // The answer to a close frame has its code.
      client: ["open", "closes true", can.closeCodes ? "close 4002" : "close 1006"]
    })
  },
  {
    title: "tells the client of the server's close code and reason",
    program: `${ECHO} serve(); var c = connect("/"); c.on("open", function () { c.send("close"); });`,
    expected: (can) => ({
      server: ["websocket", "text close", can.closeCodes ? "close 4001" : "close 1006"],
      client: ["open", "text close", closed(can, 4001, "bye")].filter((line) => line !== "text close")
    })
  },
  {
    title: "takes nothing before it is open, and nothing once it closes",
    program: `serve(); var c = connect("/"); say("client", "takes " + c.send("early") + " " + c.ping());
      c.on("open", function () { c.close(); say("client", "takes " + c.send("late") + " " + c.ping() + " " + c.close()); });`,
    expected: (can) => ({
      server: ["websocket", closed(can, 1000)],
      client: ["takes false false", "open", "takes false false false", closed(can, 1000)]
    })
  },
  {
    title: "answers a ping, and tells of both",
    program: `serve(); var c = connect("/"); c.on("open", function () { c.ping("there?"); }); c.on("pong", function () { c.close(); });`,
    expected: (can) => ({
      server: ["websocket", `ping ${can.pingData ? "there?" : ""}`, closed(can, 1000)],
      client: ["open", `pong ${can.pingData ? "there?" : ""}`, closed(can, 1000)]
    })
  },
  {
    title: "tells of a server that is not there by an error and a close, once there are handlers for them",
    program: `connect("/");`,
    expected: () => ({ client: ["error 1006", "close 1006 "] })
  },
  {
    title: "ends a connection that is closed before it is open",
    program: `var c = connect("/"); say("client", "closes " + c.close());`,
    expected: () => ({ client: ["closes false", "close 1006 "] })
  },
  {
    title: "ends at once by terminate, and tells why",
    program: `serve(); var c = connect("/"); c.on("open", function () { c.terminate("moved"); });
      c.on("close", function () { c.terminate("again"); });`,
    expected: (can) => ({
      server: ["websocket", ...(can.losses ? ["close 1006 "] : [])],
      client: ["open", "error 1006 moved", "close 1006 "]
    })
  },
  {
    title: "refuses a client when all places are taken, and has one again when a client has gone",
    program: `serve({ maxClients: 8 }); var inside = [], opened = 0;
      function onLast() { this.close(); }
      function onOpen() {
        if (++opened < 8) return;
        var ninth = connect("/", "ninth");
        ninth.on("close", function () { inside[0].close(); });
        inside[0].on("close", function () {
          setTimeout(function () {
            var tenth = connect("/", "tenth"); tenth.on("open", onLast);
            tenth.on("close", function () { inside.forEach(function (c) { c.close(); }); });
          }, 100);
        });
      }
      for (var i = 0; i < 8; i++) { inside.push(connect("/", "quiet")); inside[i].on("open", onOpen); }`,
    expected: (can) => ({
      ninth: can.refusals ? ["error 503 HTTP 503 full", "close 1006 "] : ["open", "close 1006 "],
      tenth: ["open", closed(can, 1000)]
    })
  },
  {
    title: "closes all connections with the server, with 1001",
    program: `onClient = function () { setTimeout(function () { server.close(); }, 20); }; serve(); connect("/");`,
    expected: (can) => ({
      server: ["websocket", can.closeCodes ? "close 1001" : "close 1006"],
      client: ["open", closed(can, 1001)]
    })
  }
];

/**
 * A case's program. It prints "END" some time after the last of its clients' connections has ended, so that
 * whatever should not come any more is seen.
 */
export function program(each: ContractCase, host: string, port: number): string {
  return `
var ws = require("ws"), server, onClient = function () {}, open = 0;
function text(size) { return new Array(size + 1).join("x"); }
function say(end, what) { print(end + "> " + what); }
function show(data, isBinary) {
  if (isBinary) return "bytes " + data.split("").map(function (each) { return each.charCodeAt(0); }).join();
  return "text " + (data.length > 100 ? data.length + " bytes" : data);
}
function watch(socket, end) {
  socket.on("open", function () { say(end, "open"); });
  socket.on("message", function (data, isBinary) { say(end, show(data, isBinary)); });
  socket.on("ping", function (data) { say(end, "ping " + data); });
  socket.on("pong", function (data) { say(end, "pong " + data); });
  socket.on("error", function (error) { say(end, "error " + error.code + " " + error.message); });
  socket.on("close", function (code, reason) {
    say(end, "close " + code + " " + reason);
    if (end !== "server") setTimeout(function () { if (!--open) print("END"); }, 300);
  });
  return socket;
}
function connect(path, name) {
  open++;
  return watch(new ws("${host}", { port: ${port}, path: path }), name || "client");
}
function serve(options) {
  server = ws.createServer(undefined, options);
  server.on("websocket", function (socket, request) {
    watch(socket, "server");
    say("server", "websocket " + request.url);
    onClient(socket);
  });
  server.listen(${port});
}
${each.program}
`;
}
