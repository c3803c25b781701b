import { SimulatedBoard } from "../../shims/board";
import { Lan } from "../../shims/lan";
import { WIFI_BUILDS } from "../../shims/wifi-build";
import { ownModule, withModule } from "./own-module";

export const ADDRESS = "192.168.1.20";

/** A simulated board, on the network from the start, that runs a program, and what it prints. */
export class Simulated {
  readonly _lan = new Lan();
  readonly lines: string[] = [];
  readonly _board: SimulatedBoard;
  onLine: (line: string) => void = () => {};

  constructor(program: string, module = ownModule()) {
    this._board = new SimulatedBoard({
      script: withModule(program, module),
      lan: this._lan,
      address: ADDRESS,
      accessPoint: { ssid: "", password: "" },
      onLine: (line) => {
        this.lines.push(line);
        this.onLine(line);
      },
      // Of programs for a computer: some have more clients than an ESP32 has sockets, and none has a network of its own.
      espruino: { sockets: 100, wifi: WIFI_BUILDS["after August 2026"] }
    });
    this._board.host.online = true;
    this._board.powerOn();
  }

  /** The port of the computer behind one of the board's. */
  realPort(port: number): Promise<number> {
    return this._lan.realPort(ADDRESS, port);
  }

  /** Waits for a line that is printed from now on. */
  printedFromNow(expected: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`expected "${expected}" on the console; it says: ${this.lines.slice(-5).join(" / ")}`));
      }, 5000);
      this.onLine = (line) => {
        if (line !== expected) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  exceptions(): string[] {
    return this.lines.filter((line) => line.startsWith("Uncaught"));
  }

  stop(): void {
    this._board.kill();
  }
}
