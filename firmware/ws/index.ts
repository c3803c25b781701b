import { connect } from "./client";
import { setDefaults, type ClientOptions, type ConnectionOptions, type ServerOptions } from "./options";
import { WebSocketServer } from "./server";
import type { WebSocket } from "./websocket";

export type { WebSocket, WebSocketError, Data, SendOptions } from "./websocket";
export type { WebSocketServer } from "./server";
export type { Request } from "./head";
export type { ClientOptions, ConnectionOptions, ServerOptions } from "./options";

/** What the roles use of a WebSocket module. `stock/ws.ts` and the shim in `shims/ws.ts` have the same. */
export interface WebSocketModule {
  connect(host: string, options?: Partial<ClientOptions>): WebSocket;
  createServer(options?: Partial<ServerOptions>): WebSocketServer;
  /** Sets the options of all servers and clients that are made from then on and are not given others. */
  setDefaults(options: Partial<ConnectionOptions>): void;
}

export { connect, setDefaults };

export function createServer(options?: Partial<ServerOptions>): WebSocketServer {
  return new WebSocketServer(options);
}
