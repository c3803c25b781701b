import type { Globals } from "../firmware/types/espruino";
import { graphics } from "./graphics";
import type { Interpreter } from "./interpreter";

/** A text with a character above 255, which no string of Espruino's bytes holds, is a mistake of a test. */
function latin1(text: string): Buffer {
  if (/[^\0-\xff]/.test(text)) throw new Error(`expected a string of bytes, got ${JSON.stringify(text)}`);
  return Buffer.from(text, "latin1");
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (!ArrayBuffer.isView(data)) return new Uint8Array(data);
  // Of a typed array each element gives one byte, its lowest.
  return Uint8Array.from(data as unknown as ArrayLike<number>);
}

function toArrayBuffer(text: string): ArrayBuffer {
  return new Uint8Array(latin1(text)).buffer;
}

const E: Omit<Globals["E"], "hwRand"> = {
  reboot: () => undefined,
  toString: (bytes) => Buffer.from(bytesOf(bytes)).toString("latin1"),
  toFlatString: (bytes) => Buffer.from(bytes).toString("latin1"),
  toArrayBuffer,
  getAddressOf: () => 1,
  toUint8Array: (text) => new Uint8Array(toArrayBuffer(text)),
  isUTF8: () => false,
  fromUTF8: (text) => text
};

export interface GlobalsOptions {
  interpreter: Interpreter;
  /** 32 random bits. */
  random: () => number;
}

/**
 * The part of Espruino's global object that the firmware uses, in the realm of Node: for the roles and
 * the WebSocket module under test, and as the source of a simulated board's globals.
 */
export function createGlobals({ interpreter, random }: GlobalsOptions): Globals {
  return {
    setTimeout: (handler: unknown, ms: number, ...args: unknown[]) =>
      interpreter.setTimer(handler, ms, args, false),
    setInterval: (handler: unknown, ms: number, ...args: unknown[]) =>
      interpreter.setTimer(handler, ms, args, true),
    clearTimeout: (timer) => {
      interpreter.clearTimer(timer);
    },
    clearInterval: (timer) => {
      interpreter.clearTimer(timer);
    },
    print: (...values: unknown[]) => {
      interpreter.print(values.map(String).join(" "));
    },
    getTime: () => interpreter.time,
    btoa: (bytes) => latin1(bytes).toString("base64"),
    E: { ...E, hwRand: random },
    Graphics: graphics,
    // An ESP32 with Bluetooth on; what a script uses there, only a real interpreter can tell.
    process: { memory: () => ({ free: 4000, usage: 0, total: 4000 }), env: { BOARD: "ESP32" } },
    peek32: (address) => {
      // The ESP32's random number generator.
      if (address !== 0x3ff75144) throw new Error(`expected the address of a register that is simulated, got ${address}`);
      return random();
    }
  };
}
