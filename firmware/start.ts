import { runBoard } from "./run-board";
import type { BoardSettings } from "./settings";
import { webSocketModule } from "./ws";

/** The entry of both boards: hands Espruino's modules to the roles, which ask for none. */
export function start(settings: BoardSettings): void {
  runBoard(webSocketModule(require("net"), require("crypto"), global), settings);
}
