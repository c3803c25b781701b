import type { Duplex } from "node:stream";
import { type DeployError, failures } from "./failure";

interface SerialOptions {
  path: string;
  baudRate: number;
  xon: boolean;
  xoff: boolean;
  hupcl: boolean;
}

/** What is used of the optional package serialport, typed here so that everything compiles without it. */
export type SerialPortClass = new (options: SerialOptions, onOpen: (error: Error | null) => void) => Duplex;

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
  if (/no such (file|device)|file not found/i.test(message)) return failures.portNotFound(path);
  if (/permission denied|operation not permitted/i.test(message)) return failures.portDenied(path);
  if (/cannot lock|busy|access denied|temporarily unavailable/i.test(message)) return failures.portBusy(path);
  return failures.portFailed(path, message);
}

/** Opens a board's USB port. */
export async function openSerial(
  path: string,
  connectMs: number,
  load: () => Promise<SerialPortClass | undefined> = loadSerialPort
): Promise<Duplex> {
  const SerialPort = await load();
  if (!SerialPort) throw failures.noSerialPort(path);
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(
      () => reject(failures.portFailed(path, `not open after ${connectMs} ms`)),
      connectMs
    );
    // Espruino asks for a pause with XOFF when its input buffer fills up. No hang-up on close: on many boards
    // the dropped lines are a reset, and what is in RAM only would be gone.
    const options = { path, baudRate, xon: true, xoff: true, hupcl: false };
    const port: Duplex = new SerialPort(options, (error) => {
      clearTimeout(deadline);
      if (error) reject(openFailure(path, error.message));
      else resolve(port);
    });
    // What happens to an open link shows in its 'close'.
    port.on("error", () => {});
  });
}
