import { Board } from "./board";
import type { BoardSettings } from "./settings";
import type { WebSocketModule } from "./ws";

/** What both entries do once they have a WebSocket module: start the board, and give the console `status()`. */
export function runBoard(ws: WebSocketModule, settings: BoardSettings): void {
  const board = new Board(global, require("Wifi"), require("dgram"), ws, settings);
  global.status = board.status.bind(board);
  board.begin();
}
