import * as board from "./board";
import { useNetwork, useSockets } from "./hardware";
import { guardConsole } from "./telnet";

/** Hands Espruino's modules to the firmware, gives the console `status()`, and starts the board. */
export function start(): void {
  useSockets(require("net"), require("crypto"));
  useNetwork(require("Wifi"), require("dgram"));
  guardConsole();
  global.status = board.status;
  board.begin();
}
