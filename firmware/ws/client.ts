import { net } from "../hardware";
import { wholeNumber } from "../number";
import type { Socket } from "../types/espruino";
import { extras } from "./extras";
import { acceptFor, checkAnswer, headerLine, newKey, UPGRADE, VERSION } from "./handshake";
import { IS_HTTP } from "./head";
import { withDefaults, type ClientExtras, type ClientOptions } from "./options";
import { CloseCode } from "./protocol";
import { WebSocket, type End } from "./websocket";

const SWITCHING_PROTOCOLS = 101;

const client: End = {
  _isClient: true,
  /** Takes the server's answer. */
  _onHead: function (ws, head, isWhole) {
    const line = head.line;
    const status = IS_HTTP.test(line[0]) ? wholeNumber(line[1], 599) : -1;
    const isRefusal = status > 99 && status !== SWITCHING_PROTOCOLS;
    const options = ws._options as ClientOptions & ClientExtras;
    let problem = isRefusal
      ? ("HTTP " + status + " " + line[2]).trim()
      : status < 0 || !head.isSound
        ? "no HTTP"
        : isWhole
          ? checkAnswer(head.headers, ws._accept as string, options.protocol)
          : "answer too long";
    if (status > 99 && options.checkAnswer) problem = options.checkAnswer(status, head.headers) || problem;
    if (problem) {
      ws._error(isRefusal ? status : CloseCode.PROTOCOL_ERROR, problem);
      ws._endSocket(true);
    } else {
      if (extras) ws.protocol = head.headers["sec-websocket-protocol"];
      ws.emit("open");
      ws._opened();
    }
  }
};

/**
 * Connects to a server. A network or a server that fails is told by `error` and `close`, never by an
 * exception; a path or a header that cannot be is one.
 *
 * Espruino blocks while the TCP connection is set up: 9 s when the host has gone.
 */
export function connect(host: string, given?: Partial<ClientOptions & ClientExtras>): WebSocket {
  const options = withDefaults(given);
  const port = options.port;
  const key = newKey();
  let request =
    "GET " + options.path + " HTTP/1.1\r\nHost: " + host + (port === 80 ? "" : ":" + port) + "\r\n" +
    UPGRADE + VERSION + "Sec-WebSocket-Key: " + key + "\r\n";
  if (options.authorize) request += options.authorize(key);
  if (extras) {
    if (options.protocol) request += headerLine("Sec-WebSocket-Protocol", options.protocol);
    for (const name in options.headers) request += headerLine(name, options.headers[name]);
    if (/\s/.test(options.path)) throw new Error("WebSocket: white space in path " + options.path);
  }
  let socket: Socket | undefined;
  let problem = "";
  try {
    socket = net.connect({ host: host, port: port });
  } catch (error) {
    problem = "" + error;
  }
  const ws = new WebSocket(client, options, socket);
  ws._accept = acceptFor(key);
  if (socket) ws._write(request + "\r\n");
  // Told later, as whoever called has no handlers yet.
  else setTimeout(ws._onSocketClose.bind(ws, problem), 0);
  return ws;
}
