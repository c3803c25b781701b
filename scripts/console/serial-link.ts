import type { Duplex } from "node:stream";
import { type DeployError, failure, seconds } from "./failure";

interface SerialOptions {
  path: string;
  baudRate: number;
  xon: boolean;
  xoff: boolean;
  hupcl: boolean;
}

/** A port as the system describes it; the numbers are hexadecimal. */
export interface SerialPortInfo {
  path: string;
  manufacturer?: string;
  vendorId?: string;
  productId?: string;
}

/** What is used of the optional package serialport, typed here so that everything compiles without it. */
export interface SerialPortClass {
  new (
    options: SerialOptions,
    onOpen: (error: Error | null) => void
  ): Duplex & { close(onClosed: (error: Error | null) => void): void };
  list(): Promise<SerialPortInfo[]>;
}

const baudRate = 115200;

/** The package's name in a variable: neither compiler nor bundler may insist on it. */
const packageName = "serialport";

export async function loadSerialPort(): Promise<SerialPortClass | undefined> {
  try {
    return ((await import(packageName)) as { SerialPort: SerialPortClass }).SerialPort;
  } catch (error) {
    // Anything but an absent package (a binary that does not load, say) is its own reason.
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** The drivers know no error codes, only texts: Linux and macOS say strerror(), Windows its own. */
function openFailure(path: string, message: string): DeployError {
  if (/no such (file|device)|file not found/i.test(message)) return failure("PORT_NOT_FOUND", path);
  if (/permission denied|operation not permitted/i.test(message)) return failure("PORT_DENIED", path);
  if (/cannot lock|busy|access denied|temporarily unavailable/i.test(message)) return failure("PORT_BUSY", path);
  return failure("PORT_FAILED", path, { detail: message });
}

/** Opens a board's USB port. Its 'close' tells that it was closed or unplugged; `destroy()` closes it. */
export async function openSerial(
  path: string,
  connectMs: number,
  load: () => Promise<SerialPortClass | undefined> = loadSerialPort
): Promise<Duplex> {
  const SerialPort = await load();
  if (!SerialPort) throw failure("NO_SERIALPORT", path);
  return new Promise((resolve, reject) => {
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      reject(failure("PORT_FAILED", path, { detail: `not open after ${seconds(connectMs)}` }));
    }, connectMs);
    // Espruino asks for a pause with XOFF when its input buffer fills up. No hang-up on close: on many boards
    // the dropped lines are a reset, and what is in RAM only would be gone.
    const options = { path, baudRate, xon: true, xoff: true, hupcl: false };
    const port = new SerialPort(options, (error) => {
      clearTimeout(deadline);
      if (error) reject(openFailure(path, error.message));
      else if (late) port.close(() => {});
      else resolve(port);
    });
    // The package's streams do not know `destroy`, nor that a port is of no use any more once it has ended.
    port._destroy = (error, callback) => {
      port.close(() => callback(error));
    };
    for (const event of ["end", "close"]) port.once(event, () => port.destroy());
    // What happens to an open link shows in its 'close'.
    port.on("error", () => {});
  });
}
