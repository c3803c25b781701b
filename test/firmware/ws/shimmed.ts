import { addExtras } from "../../../firmware/ws/extras";
import { useNative } from "../../../firmware/ws/native";
import type { Net, NetServer, Socket } from "../../../firmware/types/espruino";
import { crypto } from "../../../shims/crypto";
import { Interpreter, NativeEmitter } from "../../../shims/interpreter";
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
    return { listen: () => {} } as unknown as NetServer;
  }
} as Net;

const REQUEST =
  "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

/** A connection whose peer reads nothing: what is written stays in the queue. */
export class FakeSocket extends NativeEmitter implements Socket {
  dSnd = "";
  cls?: boolean;
  clsNow?: boolean;

  write(data: string): boolean {
    this.dSnd += data;
    return false;
  }

  end(): void {
    this.cls = true;
    if (this.clsNow) this.emit("close");
  }
}

/** The server that was made last gets a connection that asks for an upgrade, or one that has ended already. */
export function connect(dead = false): FakeSocket {
  const socket = new FakeSocket(interpreter);
  socket.cls = dead || undefined;
  accept(socket);
  if (!dead) socket.emit("data", REQUEST);
  clock.pass(1);
  return socket;
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
