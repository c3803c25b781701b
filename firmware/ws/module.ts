// The entry of `dist/modules/ws.js`, which stands in for Espruino's `ws` module.
import { useSockets } from "../hardware";
import { connect } from "./client";
import { addExtras } from "./extras";
import type { OnPage } from "./http";
import { setDefaults, type ClientExtras, type ClientOptions, type ServerExtras, type ServerOptions } from "./options";
import { WebSocketServer } from "./server";
import type { WebSocket } from "./websocket";
import { preparePalettes } from "./xor";

/** The module's exports, used as the stock `ws` module's: `new WebSocket(host, options)`. */
interface Exports {
  new (host: string, options?: Partial<ClientOptions & ClientExtras>): WebSocket;
  createServer(onPage?: OnPage, options?: Partial<ServerOptions & ServerExtras>): WebSocketServer;
  setDefaults: typeof setDefaults;
}

useSockets(require("net"), require("crypto"));
addExtras();
preparePalettes();

const WebSocketModule = connect as unknown as Exports;
WebSocketModule.setDefaults = setDefaults;
WebSocketModule.createServer = function (onPage, options) {
  const server = new WebSocketServer(options);
  server._onPage = onPage;
  return server;
};

export default WebSocketModule;
