import type { Crypto, Globals, Net } from "../types/espruino";
import { connect } from "./client";
import { extras } from "./extras";
import type { OnPage } from "./http";
import { useNative } from "./native";
import {
  resetDefaults, setDefaults, type ClientExtras, type ClientOptions, type ConnectionOptions, type ServerExtras, type ServerOptions
} from "./options";
import { WebSocketServer } from "./server";
import type { WebSocket } from "./websocket";
import { preparePalettes } from "./xor";

export type { WebSocket, WebSocketError, Data, SendOptions } from "./websocket";
export type { WebSocketServer } from "./server";
export type { OnPage, Request, Response } from "./http";
export type { ClientOptions, ConnectionOptions, ServerOptions } from "./options";

/** The module's exports, used as the stock `ws` module's: `new WebSocket(host, options)`. */
export interface WebSocketModule {
  new (host: string, options?: Partial<ClientOptions>): WebSocket;
  createServer(onPage?: undefined, options?: Partial<ServerOptions>): WebSocketServer;
  /** Has options hold for all servers and clients that are made from then on and are not given others. */
  setDefaults(options: Partial<ConnectionOptions>): void;
}

/** The same, with all that `extras.ts` tells of. */
export interface WholeModule {
  new (host: string, options?: Partial<ClientOptions & ClientExtras>): WebSocket;
  createServer(onPage?: OnPage, options?: Partial<ServerOptions & ServerExtras>): WebSocketServer;
  setDefaults: WebSocketModule["setDefaults"];
}

/** The module, for a board: its `net`, its `crypto`, its global object. A `WholeModule` after `addExtras`. */
export function webSocketModule(net: Net, crypto: Crypto, globals: Globals): WebSocketModule {
  const exports = connect as unknown as WholeModule;
  useNative(net, crypto, globals);
  resetDefaults();
  exports.setDefaults = setDefaults;
  if (extras) preparePalettes();
  exports.createServer = function (onPage, options) {
    const server = new WebSocketServer(options);
    if (extras) server._onPage = onPage;
    return server;
  };
  return exports;
}
