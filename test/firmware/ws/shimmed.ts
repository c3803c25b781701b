import { addExtras } from "../../../firmware/ws/extras";
import { useNative } from "../../../firmware/ws/native";
import type { Net, NetServer, Socket } from "../../../firmware/types/espruino";
import { crypto } from "../../../shims/crypto";
import { Interpreter } from "../../../shims/interpreter";
import { createGlobals } from "../../../shims/native";
import { seededRandom } from "../../../shims/random";
import { createFakeClock } from "../../support/fake-board";

// The module is handed what it uses of Espruino once, as on a board; so all specs have the same.

addExtras();

export const clock = createFakeClock();
export const interpreter = new Interpreter(clock, (line) => {
  throw new Error(`printed: ${line}`);
});

let random = seededRandom(1);
export const native = createGlobals({ interpreter, random: () => random() });

let accept: (socket: Socket) => void = () => {};
export const net = {
  createServer: (onConnection: (socket: Socket) => void) => {
    accept = onConnection;
    return {} as NetServer;
  }
} as Net;

/** The server that was made last gets a connection. */
export function connectionComes(socket: Socket): void {
  accept(socket);
}

/** Gives the module its surroundings; the hardware's random numbers begin anew. */
export function useShims(seed = 1): void {
  random = seededRandom(seed);
  useNative(net, crypto, native);
}

/** Bytes as Espruino has them: one character each. */
export const bytes = (...values: number[]): string => String.fromCharCode(...values);
export const hex = (digits: string): string => Buffer.from(digits.replace(/ /g, ""), "hex").toString("latin1");
export const toHex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
