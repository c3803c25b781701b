import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { SerialPortClass } from "../../scripts/console/serial-link";

/** The package is optional. */
const PACKAGE = "serialport";

/** What is used of a port that serialport's mock driver has opened. */
interface MockBinding {
  isOpen: boolean;
  write(data: Buffer): Promise<void>;
  emitData(data: Buffer): void;
  pendingRead?: ((error: Error) => void) | null;
}

interface Mock {
  SerialPortMock: SerialPortClass & {
    binding: { createPort(path: string, info: object): void; reset(): void };
  };
}

/** Serial ports by serialport's own mock driver, each joined to the console of a simulated board. */
export class MockSerial {
  readonly #open = new Map<string, MockBinding>();
  readonly #consoles = new Map<string, string>();

  readonly #occupied = new Set<string>();
  readonly #unplugged = new Set<string>();

  private constructor(private readonly mock: Mock) {}

  /** `undefined`, and a word about it, when the package is not installed. */
  static async load(): Promise<MockSerial | undefined> {
    try {
      return new MockSerial((await import(PACKAGE)) as Mock);
    } catch {
      console.log("      skipped: the optional package serialport is not installed");
      return undefined;
    }
  }

  /** Plugs a device in; `console` is a console's name, or nothing is there that would answer. */
  plug(path: string, console?: string): void {
    this.#unplugged.delete(path);
    this.mock.SerialPortMock.binding.createPort(path, { manufacturer: "Silicon Labs", vendorId: "10c4", productId: "ea60" });
    if (console) this.#consoles.set(path, console);
  }

  /** Pulls the cable of a port that is open: the driver's read fails, and the port is gone. */
  unplug(path: string): void {
    this.#unplugged.add(path);
    this.#open.get(path)?.pendingRead?.(new Error("Error: Input/output error, cannot read"));
  }

  isOpen(path: string): boolean {
    return this.#open.get(path)?.isOpen ?? false;
  }

  /** Another program opens it; the driver then says so in its own words. */
  occupy(path: string): void {
    this.#occupied.add(path);
  }

  reset(): void {
    this.#occupied.clear();
    this.#unplugged.clear();
    this.mock.SerialPortMock.binding.reset();
  }

  /** For `openSerial` and `listPorts`. */
  readonly load = async (): Promise<SerialPortClass> => {
    const join = this.#join.bind(this);
    const occupied = this.#occupied;
    const unplugged = this.#unplugged;
    return class extends this.mock.SerialPortMock {
      constructor(...[options, onOpen]: ConstructorParameters<SerialPortClass>) {
        super(options, (error) => {
          const busy = !error && occupied.has(options.path);
          if (!error && unplugged.has(options.path))
            this.close(() => onOpen(new Error("Error: No such file or directory, cannot open")));
          else if (busy) this.close(() => onOpen(new Error("Error Resource temporarily unavailable Cannot lock port")));
          else {
            if (!error) join(options.path, this);
            onOpen(error);
          }
        });
      }
    };
  };

  #join(path: string, stream: Duplex): void {
    const { port: binding } = stream as unknown as { port: MockBinding };
    this.#open.set(path, binding);
    const name = this.#consoles.get(path);
    if (name === undefined) return;
    const { hostname, port } = new URL(name);
    const socket = connect(Number(port), hostname);
    const write = binding.write.bind(binding);
    binding.write = async (data) => {
      await write(data);
      socket.write(data);
    };
    socket.on("error", () => {});
    socket.on("data", (data) => {
      if (binding.isOpen) binding.emitData(data);
    });
    stream.once("close", () => socket.destroy());
  }
}
