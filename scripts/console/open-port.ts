import type { Duplex } from "node:stream";
import type { Port } from "./port";
import { openSerial, type SerialPortClass } from "./serial-link";
import { openTcp } from "./tcp-link";

/** Opens a board's console, wherever it is; `load` gives the package for serial ports. Throws a DeployError. */
export function openPort(
  port: Port,
  connectMs: number,
  load?: () => Promise<SerialPortClass | undefined>
): Promise<Duplex> {
  return port.kind === "tcp"
    ? openTcp(port.name, port.host, port.port, connectMs)
    : openSerial(port.name, connectMs, load);
}
