import { runBoard } from "./run-board";
import type { BoardSettings } from "./settings";
import type { StockModule } from "./types/stock-ws";
import { stockModule } from "./ws-stock";

declare function require(name: "ws"): StockModule;

/** The entry of both boards when they are built on Espruino's stock `ws` module. */
export function start(settings: BoardSettings): void {
  runBoard(stockModule(require("ws"), global), settings);
}
