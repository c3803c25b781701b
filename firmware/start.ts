import { Board } from "./board";
import type { BoardSettings } from "./settings";
import { webSocketModule } from "./ws";

/** The entry of both boards: hands Espruino's modules to the roles, which ask for none. */
export function start(settings: BoardSettings): void {
  const ws = webSocketModule(require("net"), require("crypto"), global);
  const board = new Board(global, require("Wifi"), ws, settings);
  global.status = board.status.bind(board);
  board.begin();
}
