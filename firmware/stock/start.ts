import * as board from "../board";
import { useNetwork, useSockets } from "../hardware";
import { guardConsole } from "../telnet";
import type { StockModule } from "./types";
import { useStockModule } from "./ws";

declare function require(name: "ws"): StockModule;
declare function require(name: "net"): Parameters<typeof useSockets>[0];
declare function require(name: "crypto"): Parameters<typeof useSockets>[1];
declare function require(name: "Wifi"): Parameters<typeof useNetwork>[0];
declare function require(name: "dgram"): Parameters<typeof useNetwork>[1];

/** Takes the place of `start.ts` in scripts that are built on Espruino's stock `ws` module. */
export function start(): void {
  useStockModule(require("ws"));
  useSockets(require("net"), require("crypto"));
  useNetwork(require("Wifi"), require("dgram"));
  guardConsole();
  global.status = board.status;
  board.begin();
}
