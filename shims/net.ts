import type { Net, NetServer, Socket } from "../firmware/types/espruino";
import { internalError } from "./errors";
import { NativeEmitter, type Interpreter } from "./interpreter";
import type { Host, Lan } from "./lan";
import type { Pipe } from "./pipe";
import { Sockets } from "./sockets";

/** Espruino reads and sends so much of a socket at a time (`network.c`). */
const CHUNK_BYTES = 536;

/** How long a `connect` blocks when nothing answers; measured on the ESP32 firmware. */
const GONE_MS = 9200;

/** The same when packets are dropped silently, so that the whole of TCP's time-out passes; measured on Linux. */
const DROPPED_MS = 135000;

/** One board's network stack. */
interface Stack {
  interpreter: Interpreter;
  lan: Lan;
  host: Host;
  sockets: Sockets;
  connections: Set<NetSocket>;
}

/**
 * A TCP connection as `socketClientConnectionsIdle` in `socketserver.c` handles it, pass by pass: send a
 * chunk, read a chunk, close.
 */
class NetSocket extends NativeEmitter implements Socket {
  dSnd?: string;
  clsNow?: boolean;
  readonly #stack: Stack;
  readonly #pipe: Pipe;
  readonly #peer?: string;
  /** The address that the connection was made from. */
  readonly #local: string;
  readonly #unwatch: () => void;
  readonly #release: () => void;
  /** Read, but nobody listens yet. */
  #unheard = "";
  #ending = false;
  #closed = false;
  #passQueued = false;

  /**
   * `release` gives its socket back. `peer` is the address that was dialled. The dialling end stands for the
   * path in both directions.
   */
  constructor(stack: Stack, pipe: Pipe, release: () => void, peer?: string) {
    super(stack.interpreter);
    this.#stack = stack;
    this.#release = release;
    this.#pipe = pipe;
    this.#peer = peer;
    this.#local = stack.host.address;
    stack.connections.add(this);
    const wake = (): void => {
      this.#wake();
    };
    pipe.onChange = wake;
    this.#unwatch = stack.lan.watch(wake);
    wake();
  }

  write(data: string): boolean {
    if (this.#closed || this.#ending) throw new Error("This socket is closed");
    if (typeof data !== "string" || /[^\0-\xff]/.test(data))
      throw new TypeError(`net shim: expected a string of bytes, got ${JSON.stringify(data)}`);
    this.dSnd = (this.dSnd ?? "") + data;
    this.#wake();
    return false;
  }

  end(data?: string): void {
    if (data) this.write(data);
    this.#ending = true;
    this.#wake();
  }

  /** The board lost its power: the peer hears nothing. */
  abandon(): void {
    this.#forget();
    this.#pipe.abandon();
  }

  /** The board was restarted, or its program killed: the system ends what it had open. */
  kill(): void {
    this.#forget();
    this.#endPipe();
  }

  /** The peer is told, if anything reaches it. */
  #endPipe(): void {
    if (this.#passes) this.#pipe.end();
    else this.#pipe.abandon();
  }

  get #passes(): boolean {
    const { lan, host } = this.#stack;
    return this.#peer === undefined || (host.address === this.#local && lan.passes(host, this.#peer));
  }

  #forget(): void {
    this.#closed = true;
    this.#unwatch();
    this.#stack.connections.delete(this);
    this.#release();
  }

  #wake(): void {
    if (this.#closed || this.#passQueued) return;
    this.#passQueued = true;
    this.interpreter.queuePass(() => {
      this.#passQueued = false;
      if (!this.#closed) this.#pass();
    });
  }

  #pass(): void {
    const passes = this.#passes;
    let closing = !!this.clsNow || (this.#ending && !this.dSnd);
    if (!closing && passes) {
      this.#send();
      const data = this.#pipe.read(CHUNK_BYTES);
      this.#unheard += data;
      if (data) this.#wake();
      else if (this.#pipe.ended) closing = true;
    }
    if (this.#unheard && this.interpreter.hasListener(this, "data")) {
      this.emit("data", this.#unheard);
      this.#unheard = "";
    }
    if (closing) this.#close();
  }

  #send(): void {
    if (!this.dSnd || !this.#pipe.write(this.dSnd.slice(0, CHUNK_BYTES))) return;
    this.dSnd = this.dSnd.slice(CHUNK_BYTES);
    if (!this.dSnd) this.emit("drain");
    this.#wake();
  }

  #close(): void {
    const unsent = !!this.dSnd && !this.clsNow;
    this.#forget();
    this.#endPipe();
    if (unsent) this.emit("error", { code: -6, message: "unsent data" });
    this.emit("end");
    this.emit("close", unsent);
  }
}

class Server extends NativeEmitter implements NetServer {
  readonly #stack: Stack;
  readonly #onConnection: (socket: Socket) => void;
  /** Connections that the system has made, and the interpreter has not seen yet. */
  readonly #waiting: Pipe[] = [];
  #stop?: () => void;

  constructor(stack: Stack, onConnection: (socket: Socket) => void) {
    super(stack.interpreter);
    this.#stack = stack;
    this.#onConnection = onConnection;
  }

  /** Without a socket left it says so and returns, as if it listened (`net_esp32_createsocket` returns 0). */
  listen(port: number): this {
    const { lan, host, sockets } = this.#stack;
    const release = sockets.create();
    if (!release) return this;
    try {
      const stop = lan.listen(host, port, (pipe) => {
        if (this.#waiting.push(pipe) === 1) this.#acceptNext();
      });
      this.#stop = () => {
        stop();
        release();
        for (const pipe of this.#waiting.splice(0)) pipe.end();
      };
    } catch {
      release();
      throw internalError("Unable to create socket");
    }
    return this;
  }

  /** Takes one connection at each look at the sockets, as `socketIdle` in `socketserver.c` does. */
  #acceptNext(): void {
    this.interpreter.queuePass(() => {
      const pipe = this.#waiting.shift();
      if (pipe) this.#accept(pipe);
      if (this.#waiting.length) this.#acceptNext();
    });
  }

  #accept(pipe: Pipe): void {
    const release = this.#stack.sockets.accept();
    if (!release) {
      pipe.end();
      return;
    }
    const socket = new NetSocket(this.#stack, pipe, release);
    this.interpreter.queue(() => {
      this.#onConnection(socket);
    });
  }

  /** Stops listening; the connections stay. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}

/** A board's `net` module, and what its power switch does to it. */
export interface NetShim extends Net {
  /** The program ends: ports and connections are closed, as the system does for a killed process. */
  kill(): void;
  /** The power goes: ports are gone, connections hang. */
  abandon(): void;
}

/** `require("net")` of the board at `host`. */
export function createNet(interpreter: Interpreter, lan: Lan, host: Host, sockets = new Sockets(interpreter)): NetShim {
  const stack: Stack = { interpreter, lan, host, sockets, connections: new Set() };
  const servers: Server[] = [];
  function closeServers(): void {
    for (const server of servers) server.close();
  }
  return {
    createServer(onConnection) {
      const server = new Server(stack, onConnection);
      servers.push(server);
      return server;
    },
    connect(options) {
      const release = sockets.create();
      if (!release) throw internalError("Unable to create socket");
      const reachMs = lan.reachMs(host, options.host);
      // The real one returns only then; here all that would run meanwhile waits.
      interpreter.block(reachMs ?? (lan.faults.has("halfOpen") ? DROPPED_MS : GONE_MS));
      const pipe = reachMs === undefined ? undefined : lan.connect(options.host, options.port);
      if (pipe) return new NetSocket(stack, pipe, release, options.host);
      release();
      interpreter.print(`ERROR: Connect failed (err ${reachMs === undefined ? 113 : 111})`);
      throw internalError("Unable to create socket");
    },
    kill() {
      closeServers();
      for (const socket of stack.connections) socket.kill();
    },
    abandon() {
      closeServers();
      for (const socket of stack.connections) socket.abandon();
    }
  };
}
