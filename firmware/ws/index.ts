import type { Crypto, Globals, Net } from "../types/espruino";
import { connect } from "./client";
import type { OnPage, servePage } from "./http";
import { useNative } from "./native";
import type { ClientOptions, ServerOptions } from "./options";
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
  createServer(onPage?: OnPage, options?: Partial<ServerOptions>): WebSocketServer;
}

/**
 * The module, for a board: its `net`, its `crypto`, its global object; and what serves pages, without
 * which `onPage` is not called, and a script that serves none is smaller.
 */
export function webSocketModule(
  net: Net,
  crypto: Crypto,
  globals: Globals,
  pages?: typeof servePage
): WebSocketModule {
  useNative(net, crypto, globals);
  preparePalettes();
  const exports = connect as unknown as WebSocketModule;
  exports.createServer = function (onPage, options) {
    return new WebSocketServer(options, onPage && pages && pages.bind(null, onPage));
  };
  return exports;
}
