import { createClock } from "@sinonjs/fake-timers";
import type { BoardSettings } from "../../firmware/settings";
import type { Globals } from "../../firmware/types/espruino";
import { Interpreter, type Clock } from "../../shims/interpreter";
import { createGlobals } from "../../shims/native";
import { seededRandom } from "../../shims/random";

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

/** What a role is handed: Espruino's globals on a fake clock, and the lines that were printed. */
export interface FakeBoard {
  clock: FakeClock;
  interpreter: Interpreter;
  native: Globals;
  lines: string[];
}

export function createFakeBoard(): FakeBoard {
  const lines: string[] = [];
  const clock = createFakeClock();
  const interpreter = new Interpreter(clock, (line) => lines.push(line));
  return { clock, interpreter, native: createGlobals({ interpreter, random: seededRandom(1) }), lines };
}

/** Board A's settings, for a role under test. */
export const SETTINGS: BoardSettings = {
  name: "ESP32-A",
  port: 81,
  first: 1,
  periodMs: 2000,
  ssid: "home",
  password: "secret password",
  ip: "",
  peerName: "ESP32-B",
  peerFirst: 2,
  peerHost: "192.168.1.21",
  peerIp: "192.168.1.21",
  peerPort: 82
};
