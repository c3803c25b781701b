import { randomBytes } from "node:crypto";
import type { ClientOptions, Request, ServerOptions, WebSocket, WebSocketModule, WebSocketServer } from "../firmware/ws";
import { ReadyState } from "../firmware/ws/websocket";
import { NativeEmitter, type Interpreter } from "./interpreter";

/** What is to go wrong, by name; it stays so until it is taken out of `WsNetwork.faults` again. */
export type WsFault =
  /** Nobody takes a connection. */
  | "connectRefused"
  /** Connections end as soon as they stand. */
  | "closeBeforeOpen"
  /** Nothing passes any more, no handshake either, and nobody is told. */
  | "halfOpen"
  /** No port can be had. */
  | "portTaken";

/** As the module's `handshakeMs` and `closeMs`. */
const HANDSHAKE_MS = 5000;
const CLOSE_MS = 2000;
const MAX_CLIENTS = 8;
const ABNORMAL = 1006;

/** What connects the servers and clients of a test. */
export class WsNetwork {
  readonly faults = new Set<WsFault>();
  readonly servers = new Map<number, ShimServer>();
}

/** One end of a connection, without frames and bytes: a message arrives as it was sent. */
class ShimSocket
  extends NativeEmitter
  implements Pick<WebSocket, "readyState" | "bufferedBytes" | "send" | "ping" | "close" | "terminate">
{
  readyState: ReadyState = ReadyState.CONNECTING;
  readonly bufferedBytes = 0;
  isPeer = false;
  peer?: ShimSocket;

  constructor(
    interpreter: Interpreter,
    readonly network: WsNetwork,
    readonly onClosed: () => void
  ) {
    super(interpreter);
  }

  send(...[data, options]: Parameters<WebSocket["send"]>): boolean {
    return this.#tell("message", data, typeof options === "object" && !!options.binary);
  }

  ping(data = ""): boolean {
    const taken = this.#tell("ping", data);
    if (taken && this.#passes) this.emit("pong", data);
    return taken;
  }

  close(code = 1000, reason = ""): boolean {
    const wasOpen = this.readyState === ReadyState.OPEN;
    if (this.readyState === ReadyState.CONNECTING) this.end(ABNORMAL, "");
    if (!wasOpen) return false;
    this.readyState = ReadyState.CLOSING;
    if (this.#passes) {
      const { peer } = this;
      // Over the network it takes a moment, in which the peer's owner gets to know the connection.
      this.interpreter.queue(() => peer?.end(code, reason));
      this.end(code, reason);
    } else this.after(CLOSE_MS, () => {
      this.end(ABNORMAL, "");
    });
    return true;
  }

  fail(code: number, reason: string): void {
    this.close(code, reason);
  }

  terminate(message: string): void {
    const { peer } = this;
    this.end(ABNORMAL, "", message);
    if (this.#passes) this.interpreter.queue(() => peer?.end(ABNORMAL, ""));
  }

  /** The connection is over; told once. `errorCode` is an HTTP status, if it was refused with one. */
  end(code: number, reason: string, error?: string, errorCode = code): void {
    if (this.readyState === ReadyState.CLOSED) return;
    this.readyState = ReadyState.CLOSED;
    this.onClosed();
    if (error) this.emit("error", { code: errorCode, message: error });
    this.emit("close", code, reason);
  }

  after(ms: number, action: () => void): void {
    this.interpreter.clock.setTimeout(action, ms);
  }

  get #passes(): boolean {
    return !this.network.faults.has("halfOpen");
  }

  #tell(event: string, ...args: unknown[]): boolean {
    if (this.readyState !== ReadyState.OPEN) return false;
    const { peer } = this;
    if (this.#passes) this.interpreter.queue(() => peer?.emit(event, ...args));
    return true;
  }
}

class ShimServer extends NativeEmitter implements Pick<WebSocketServer, "close" | "broadcast"> {
  clients: ShimSocket[] = [];
  #port = 0;

  constructor(
    interpreter: Interpreter,
    readonly network: WsNetwork,
    readonly options: Partial<ServerOptions> = {}
  ) {
    super(interpreter);
  }

  listen(port: number): this {
    if (this.network.faults.has("portTaken")) throw new Error("Unable to create socket");
    this.#port = port;
    this.network.servers.set(port, this);
    return this;
  }

  close(): void {
    this.network.servers.delete(this.#port);
    for (const client of [...this.clients]) client.close(1001);
  }

  broadcast(...args: Parameters<WebSocketServer["broadcast"]>): number {
    return this.clients.filter((client) => client.send(...args)).length;
  }

  /** Returns the status of a refusal, or "". */
  accept(peer: ShimSocket, request: Request): string {
    const { maxClients = MAX_CLIENTS, verify } = this.options;
    const refusal = verify?.(request);
    const isPeer = !refusal && !!this.options.isPeer?.(request);
    if (refusal) return String(refusal);
    if (!isPeer && this.clients.filter((each) => !each.isPeer).length >= maxClients) return "503 full";
    const socket = new ShimSocket(this.interpreter, this.network, () => {
      this.clients = this.clients.filter((each) => each !== socket);
    });
    socket.isPeer = isPeer;
    socket.peer = peer;
    peer.peer = socket;
    socket.readyState = peer.readyState = ReadyState.OPEN;
    this.clients.push(socket);
    this.emit("websocket", socket, request);
    return "";
  }
}

/** Header lines, by name in lower case. */
function headersOf(lines = ""): Request["headers"] {
  return Object.fromEntries([...lines.matchAll(/^(.+?): (.*)\r\n/gm)].map(([, name, value]) => [name.toLowerCase(), value]));
}

/** The WebSocket module, for tests of the roles that use it: connections within a `WsNetwork`. */
export function createWs(interpreter: Interpreter, network: WsNetwork): WebSocketModule {
  function connect(_host: string, options: Partial<ClientOptions> = {}): ShimSocket {
    const socket = new ShimSocket(interpreter, network, () => undefined);
    const server = network.servers.get(options.port ?? 80);
    // Told later, as whoever called has no handlers yet.
    interpreter.queue(() => {
      if (socket.readyState !== ReadyState.CONNECTING) return;
      if (network.faults.has("halfOpen"))
        socket.after(HANDSHAKE_MS, () => {
          socket.end(ABNORMAL, "", "no handshake in time");
        });
      else if (network.faults.has("closeBeforeOpen"))
        socket.end(ABNORMAL, "", "ended within the handshake");
      else if (!server || network.faults.has("connectRefused"))
        socket.end(ABNORMAL, "", "InternalError: Unable to create socket");
      else {
        const key = randomBytes(16).toString("base64");
        const headers = { ...headersOf(options.authorize?.(key)), "sec-websocket-key": key };
        const request: Request = { method: "GET", url: options.path ?? "/", headers };
        const refusal = server.accept(socket, request);
        const status = refusal ? parseInt(refusal) : 101;
        const problem = options.checkAnswer?.(status, headersOf(request.reply)) || (refusal && `HTTP ${refusal}`);
        if (!problem) socket.emit("open");
        else if (refusal) socket.end(ABNORMAL, "", problem, status);
        else socket.terminate(problem);
      }
    });
    return socket;
  }
  return {
    connect,
    createServer: (options?: Partial<ServerOptions>) => new ShimServer(interpreter, network, options),
    setDefaults: () => undefined
  } as unknown as WebSocketModule;
}
