import { createClock } from "@sinonjs/fake-timers";
import type { BoardSettings } from "../../scripts/settings";
import type { Globals, Net } from "../../firmware/types/espruino";
import { crypto } from "../../shims/crypto";
import { Interpreter, type Clock } from "../../shims/interpreter";
import { createGlobals } from "../../shims/globals";
import { seededRandom } from "../../shims/random";
import { FreshFirmware } from "./fresh-firmware";

/** A clock that only moves when a test says so. */
export interface FakeClock extends Clock {
  /** Moves on by so many ms, and lets everything happen that is due. */
  pass(ms: number): void;
}

export function createFakeClock(): FakeClock {
  const clock = createClock();
  return {
    setTimeout: (handler, ms) => clock.setTimeout(handler, ms),
    clearTimeout: (timer) => {
      clock.clearTimeout(timer as number);
    },
    setImmediate: (handler) => clock.setImmediate(handler),
    now: () => clock.now,
    pass: (ms) => {
      clock.tick(ms);
    }
  };
}

/** Board A's settings. */
export const SETTINGS: BoardSettings = {
  name: "ESP32-A",
  port: 81,
  first: 1,
  periodMs: 2000,
  ssid: "home",
  password: "secret password",
  telnet: false,
  guests: 2,
  peerName: "ESP32-B",
  peerFirst: 2,
  peerHost: "192.168.1.21",
  peerIp: "192.168.1.21",
  peerPort: 82,
  pairKey: "00112233445566778899aabbccddeeff"
};

/** What differs in board B's. */
export const SETTINGS_B: Partial<BoardSettings> = {
  name: "ESP32-B",
  port: 82,
  first: 2,
  peerName: "ESP32-A",
  peerFirst: 1,
  peerHost: "192.168.1.20",
  peerIp: "192.168.1.20",
  peerPort: 81
};

/** A board without a network: Espruino's globals and `crypto` on a fake clock, and the lines that were printed. */
export interface FakeBoard {
  clock: FakeClock;
  interpreter: Interpreter;
  globals: Globals;
  lines: string[];
  /** A copy of the firmware on this board, with board A's settings but for `settings`. */
  firmware(settings?: Partial<BoardSettings>, standIns?: Record<string, object>): FreshFirmware;
}

export function createFakeBoard(seed = 1): FakeBoard {
  const lines: string[] = [];
  const clock = createFakeClock();
  const interpreter = new Interpreter(clock, (line) => lines.push(line));
  const globals = createGlobals({ interpreter, random: seededRandom(seed) });
  return {
    clock,
    interpreter,
    globals,
    lines,
    firmware(settings, standIns) {
      const copy = new FreshFirmware({ globals, settings: { ...SETTINGS, ...settings }, standIns });
      copy.load<typeof import("../../firmware/hardware")>("hardware").useSockets({} as Net, crypto);
      return copy;
    }
  };
}
