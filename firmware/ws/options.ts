import { extras } from "./extras";
import type { Head, Request } from "./head";

/** The settings of a connection; a server's hold for each of its connections. */
export interface ConnectionOptions {
  /** Most bytes of one message, joined from its fragments; over it the connection ends with 1009. */
  maxPayloadBytes: number;
  /**
   * Most bytes that may wait to be sent; what would pass it is refused. A single message may be larger
   * when nothing waits.
   */
  maxBufferedBytes: number;
  /** A peer that leaves so much unread for so long, in ms, that messages are refused, is dropped. */
  maxFullMs: number;
  /** Whether binary messages are taken; if not, one ends the connection with 1003. */
  binary: boolean;
  /** For the opening handshake, in ms; at a server also for a page to be asked for and answered. */
  handshakeMs: number;
  /** For the peer's part of the closing handshake, in ms. */
  closeMs: number;
  /** Seconds from one ping to the next, which also measure the round trip; 0: never. */
  keepAlive: number;
  /** Seconds of silence, ping or not, after which the peer is taken for dead; at least 2 × keepAlive. */
  deadAfter: number;
  /**
   * Whether something else shows that the peer is alive; then it has 4 × deadAfter. TCP sends what was lost
   * again after twice as long each time, so a connection may be silent for long where many packets are lost,
   * and yet lose nothing.
   */
  isAlive?: () => boolean;
  /**
   * Most bytes that all connections of a server together may have in memory: messages that are not complete, and what waits to
   * be sent. Beyond half of it only the peer gets more. A message that is too much ends with 1013.
   */
  maxTotalBytes?: number;
}

export interface ClientOptions extends ConnectionOptions {
  port: number;
  /** Without white space. */
  path: string;
  /** Makes header lines for the request, each with its line break; `key` is its `Sec-WebSocket-Key`. */
  authorize?: (key: string) => string;
  /** Looks at the server's answer, 101 or a refusal. What it returns is what is wrong with an answer of 101; "": nothing. */
  checkAnswer?: (status: number, headers: Head["headers"]) => string;
}

/** What `extras.ts` tells of. */
export interface ClientExtras {
  /** The subprotocols to offer, separated by commas. */
  protocol?: string;
  /** Further headers by name. */
  headers?: { [name: string]: string | number };
}

export interface ServerOptions extends ConnectionOptions {
  /** Most open connections; further upgrades get 503. With `isPeer`, its connections are not counted. */
  maxClients: number;
  /**
   * Most TCP connections, those within their handshake included, again without the peer's. For a new one, the oldest
   * unfinished handshake is dropped.
   */
  maxConnections: number;
  /** Whether a request for an upgrade is that of the peer, which always has a place. */
  isPeer?: (request: Request) => boolean;
  /** With fewer free JsVars, no client but the peer is accepted. */
  minFreeVars?: number;
  /** Looks at a request for an upgrade; a status that it returns refuses it: "401 who are you". */
  verify?: (request: Request) => string | number | undefined;
}

/** What `extras.ts` tells of. */
export interface ServerExtras {
  /** The subprotocols to choose from; with none, the first that the client offers is taken. */
  protocols?: string[];
}

/** Most bytes of a handshake's or an HTTP request's head. */
export const MAX_HEAD_BYTES = 2048;

/** The same in a board's script, where several heads at once must not need much memory. */
export const MAX_BOARD_HEAD_BYTES = 1024;

/** Values for options that the caller omits. */
let defaults: ClientOptions & ServerOptions = {
  maxPayloadBytes: 16384,
  maxBufferedBytes: 16384,
  maxFullMs: 10000,
  binary: true,
  handshakeMs: 5000,
  closeMs: 2000,
  keepAlive: 60,
  deadAfter: 120,
  port: 80,
  path: "/",
  maxClients: 8,
  maxConnections: 12
};

/** `given` on top of the defaults; an `undefined` in it erases nothing. Throws when they defeat themselves. */
export function withDefaults<O extends ConnectionOptions>(given: Partial<O> | undefined): O {
  const options = Object.create(defaults) as O;
  for (const name in given) {
    if (given[name] !== undefined) options[name] = given[name] as O[typeof name];
  }
  // A peer would be given up before it can answer.
  if (extras && options.deadAfter < 2 * options.keepAlive)
    throw new Error("WebSocket: expected deadAfter of at least 2 keepAlive, got " + options.deadAfter + " s");
  return options;
}

/** Has options hold for all servers and clients that are made from then on and are not given others. */
export function setDefaults(given: Partial<ConnectionOptions>): void {
  defaults = withDefaults<ClientOptions & ServerOptions>(given);
}
