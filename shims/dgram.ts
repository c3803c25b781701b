import type { Dgram, DgramInfo, DgramSocket } from "../firmware/types/espruino";
import { internalError } from "./errors";
import { NativeEmitter, type Interpreter } from "./interpreter";
import type { Datagram, Host, Lan } from "./lan";
import { Sockets } from "./sockets";

/** The interpreter reads a chunk of 536 bytes, of which its own header takes 8; the rest of a datagram is lost. */
const MAX_BYTES = 528;

/** What waits to be read while the interpreter is busy; lwIP drops any further (`CONFIG_LWIP_UDP_RECVMBOX_SIZE`). */
const MAILBOX = 6;

/** One board's network stack. */
interface Stack {
  interpreter: Interpreter;
  lan: Lan;
  host: Host;
  sockets: Sockets;
  open: Set<Socket>;
}

/**
 * A UDP socket as `socketserver.c` and `network_linux.c` handle it; each of these was seen on 2v29 between
 * two network namespaces, or stands in the file named:
 *
 * - `send` never throws for a reason of the network, and nothing is printed. A datagram that the system does
 *   not take (no network, 255.255.255.255 without a route, a broadcast from a bound socket) **takes with it
 *   all that is queued behind it**: only 7 bytes of it are cut off, and what follows is no header any more.
 *   The next `send` is right again.
 * - To an absent host, and to a port that nobody has, datagrams vanish without a sign.
 * - A broadcast also comes back to the sender's own bound socket.
 * - A name that does not resolve stands for the board itself (0.0.0.0).
 * - **An empty datagram closes a socket that receives it**, as its 0 bytes are taken for the end.
 * - **Without a socket left** `send` prints and throws; `bind` prints and returns, and the socket
 *   closes (`network_esp32.c`).
 * - `close` sends what is queued; then a bound socket fires `end` and `close` twice, another once.
 *
 * The events `connect` and `drain`, which say nothing about a UDP socket, are left out.
 */
class Socket extends NativeEmitter implements DgramSocket {
  readonly #stack: Stack;
  #bound = false;
  /** 0 while it has none: an unbound socket gets one with its first `send`. */
  #port = 0;
  #queue: Datagram[] = [];
  #inbox: Datagram[] = [];
  #closing = false;
  #release?: () => void;
  #passQueued = false;

  constructor(stack: Stack) {
    super(stack.interpreter);
    this.#stack = stack;
    stack.open.add(this);
  }

  bind(port: number, onBound?: () => void): this {
    this.#bound = true;
    try {
      if (!this.#take(port)) this.#end();
    } catch {
      this.interpreter.print("ERROR: Socket bind failed");
      throw internalError("Unable to create socket");
    }
    if (onBound) this.interpreter.queue(onBound);
    return this;
  }

  send(data: string, port: number, address: string): void {
    if (this.#closing) throw new Error("This socket is closed");
    if (typeof data !== "string" || /[^\0-\xff]/.test(data))
      throw new TypeError(`dgram shim: expected a string of bytes, got ${JSON.stringify(data)}`);
    if (typeof port !== "number" || typeof address !== "string")
      throw new TypeError(`dgram shim: expected send(data, port, address), got ${JSON.stringify([port, address])}`);
    if (!this.#port && !this.#take()) {
      this.#end();
      throw internalError("Unable to create socket");
    }
    this.#queue.push({ data, port, address, fromPort: this.#port });
    this.#wake();
  }

  /** What is queued, to be emptied. */
  set dSnd(_empty: "") {
    this.#queue = [];
  }

  close(): void {
    this.#closing = true;
    this.#wake();
  }

  /** The program ends, or the power goes. */
  kill(): void {
    this.#closing = true;
    this.#stack.open.delete(this);
    this.#release?.();
  }

  /** Returns whether there was a socket left. */
  #take(port?: number): boolean {
    const { lan, host, sockets } = this.#stack;
    const release = sockets.create();
    if (!release) return false;
    this.#release = release;
    try {
      const place = lan.bind(host, port, (datagram) => {
        if (this.#inbox.length < MAILBOX) this.#inbox.push(datagram);
        this.#wake();
      });
      this.#port = place.port;
      this.#release = () => {
        place.release();
        release();
      };
    } catch (error) {
      release();
      throw error;
    }
    return true;
  }

  /** It has no socket, so that the interpreter's next look at it takes it for closed. */
  #end(): void {
    this.#queue = [];
    this.close();
  }

  #wake(): void {
    if (this.#passQueued) return;
    this.#passQueued = true;
    this.interpreter.queuePass(() => {
      this.#passQueued = false;
      if (this.#stack.open.has(this)) this.#pass();
    });
  }

  #pass(): void {
    const received = this.#inbox.shift();
    const { lan, host } = this.#stack;
    const datagram = this.#queue.shift();
    if (datagram && !lan.sendDatagram(host, datagram, !this.#bound)) this.#queue = [];
    if (received?.data) {
      const data = received.data.slice(0, MAX_BYTES);
      const info: DgramInfo = { address: received.address, port: received.fromPort, size: data.length };
      this.emit("message", data, info);
    }
    if (received?.data === "" || (this.#closing && !this.#queue.length)) this.#close();
    else if (this.#queue.length || this.#inbox.length) this.#wake();
  }

  #close(): void {
    this.kill();
    for (let times = this.#bound ? 2 : 1; times; times--) {
      this.emit("end");
      this.emit("close", false);
    }
  }
}

/** A board's `dgram` module, and what its power switch does to it. */
export interface DgramShim extends Dgram {
  kill(): void;
}

/** `require("dgram")` of the board at `host`. */
export function createDgram(interpreter: Interpreter, lan: Lan, host: Host, sockets = new Sockets(interpreter)): DgramShim {
  const stack: Stack = { interpreter, lan, host, sockets, open: new Set() };
  return {
    createSocket(options) {
      if (options.type !== "udp4") throw new TypeError(`dgram shim: expected type "udp4", got ${JSON.stringify(options)}`);
      return new Socket(stack);
    },
    kill() {
      for (const socket of stack.open) socket.kill();
    }
  };
}
