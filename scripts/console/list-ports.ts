import { failure } from "./failure";
import type { Port } from "./port";
import { loadSerialPort, type SerialPortClass } from "./serial-link";

export interface ListedPort {
  port: Port;
  /** As in `Silicon Labs (10c4:ea60)`. */
  description: string;
}

/** The serial ports that are on USB: those of the computer itself, and of Bluetooth, have no board. */
export async function listPorts(
  load: () => Promise<SerialPortClass | undefined> = loadSerialPort
): Promise<ListedPort[]> {
  const SerialPort = await load();
  if (!SerialPort) throw failure("NO_SERIALPORT", "USB");
  let infos;
  try {
    infos = await SerialPort.list();
  } catch (error) {
    // On Linux it runs `udevadm`.
    throw failure("PORTS_NOT_LISTED", "USB", { detail: (error as Error).message });
  }
  return infos
    .filter(({ vendorId }) => vendorId)
    .map(({ path, manufacturer = "USB serial port", vendorId, productId }) => ({
      port: { kind: "serial", name: path },
      description: `${manufacturer} (${vendorId}:${productId ?? "?"})`
    }));
}
