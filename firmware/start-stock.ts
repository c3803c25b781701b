import { Board } from "./board";
import type { BoardSettings } from "./settings";
import type { StockModule } from "./types/stock-ws";
import type { Wifi } from "./types/espruino";
import { stockModule } from "./ws-stock";

declare function require(name: "ws"): StockModule;
declare function require(name: "Wifi"): Wifi;

/** The entry of both boards when they are built on Espruino's stock `ws` module. */
export function start(settings: BoardSettings): void {
  const board = new Board(global, require("Wifi"), stockModule(require("ws"), global), settings);
  global.status = board.status.bind(board);
  board.begin();
}
