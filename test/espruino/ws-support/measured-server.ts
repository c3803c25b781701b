import assert from "node:assert/strict";
import { freePort } from "../../../scripts/interpreter/free-port";
import { Interpreter } from "../../../scripts/interpreter/interpreter";
import { dial, REQUEST } from "../../conformance/ends";
import { ownModule } from "../../conformance/own-module";
import { RawSocket } from "../../conformance/raw-socket";
import { encode, OP } from "../../conformance/wire";

/** For the last connections to be gone, whose closing handshake has a deadline. */
const SETTLE_MS = 10000;

/** JsVars that come and go. */
const TOLERANCE = 20;

/** How soon a new client must have its echo. */
const AT_ONCE_MS = 500;

/** A program that serves WebSockets on the interpreter, and tells the JsVars in use. */
export class MeasuredServer {
  private constructor(
    readonly interpreter: Interpreter,
    readonly port: number
  ) {}

  /**
   * An echo server, with some more options, and `onWebSocket` run for each connection `ws`.
   *
   * `maxClients` leaves places for connections whose end takes a moment to be seen.
   */
  static async start(options = "", onWebSocket = ""): Promise<MeasuredServer> {
    const port = await freePort();
    const program = `
var server = require("ws").createServer(function (request, response) {
  response.writeHead(200);
  response.end("" + process.memory().usage);
}, { maxClients: 40, maxBufferedBytes: 100000, handshakeMs: 1000, keepAlive: 0, ${options} });
server.on("websocket", function (ws) {
  ws.on("message", function (data, isBinary) { ws.send(data, { binary: isBinary }); });
  ${onWebSocket}
});
server.listen(${port});
print("READY");
`;
    const interpreter = new Interpreter(program, { ws: ownModule() });
    await interpreter.printed(/READY/);
    const server = new MeasuredServer(interpreter, port);
    // What is made when it is first needed is there before anything is measured.
    const connection = await server.connect();
    await connection.write(encode({ opcode: OP.text, payload: "x".repeat(4096) }, true));
    await connection.readFrame();
    connection.socket.end();
    await connection.readToEnd();
    return server;
  }

  /** A connection whose opening handshake is done. */
  async connect(): Promise<RawSocket> {
    const connection = await dial(this.port);
    await connection.write(Buffer.from(REQUEST));
    await connection.readHead();
    return connection;
  }

  /** Has a message echoed over a new connection; returns how long that took. */
  async echoes(text: string): Promise<number> {
    const startMs = performance.now();
    const connection = await this.connect();
    await connection.write(encode({ opcode: OP.text, payload: text }, true));
    assert.equal((await connection.readFrame())?.payload.toString(), text);
    connection.destroy();
    return performance.now() - startMs;
  }

  async usage(): Promise<number> {
    const connection = await dial(this.port);
    await connection.write(Buffer.from("GET / HTTP/1.1\r\nHost: board\r\n\r\n"));
    await connection.readHead();
    return Number(await connection.readToEnd());
  }

  /** Checks that the memory in use is `before` again, that a new client is served, and that all was quiet. */
  async isAsBefore(before: number): Promise<string> {
    const deadline = Date.now() + SETTLE_MS;
    let usage = await this.usage();
    while (Math.abs(usage - before) > TOLERANCE && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      usage = await this.usage();
    }
    assert.ok(Math.abs(usage - before) <= TOLERANCE, `JsVars in use: ${before} before, ${usage} after`);
    const echoMs = await this.echoes("still there?");
    assert.ok(echoMs < AT_ONCE_MS, `a new client waited ${echoMs} ms`);
    assert.equal(this.interpreter.complaints(), "");
    return `JsVars in use: ${before} before, ${usage} after; a new client had its echo in ${Math.round(echoMs)} ms`;
  }
}
