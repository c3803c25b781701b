import type { Net, NetServer, Socket } from "../../../firmware/types/espruino";
import { crypto } from "../../../shims/crypto";
import { NativeEmitter } from "../../../shims/interpreter";
import { createFakeBoard, type FakeBoard } from "../../support/fake-board";
import type { FreshFirmware } from "../../support/fresh-firmware";

/** A request for an upgrade. */
export const REQUEST =
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

export interface ShimmedModule extends FakeBoard {
  /** A copy of the firmware in which the WebSocket module has what it needs of Espruino. */
  copy: FreshFirmware;
  /** The server that was made last gets a connection with a request, for an upgrade if left out, or one that has ended already. */
  connect(dead?: boolean, request?: string): FakeSocket;
}

/** The whole WebSocket module on a fake board; `seed` is of the hardware's random numbers. */
export function shimmedModule(seed = 1): ShimmedModule {
  const board = createFakeBoard(seed);
  let accept: (socket: Socket) => void = () => {};
  const net = {
    createServer: (onConnection: (socket: Socket) => void) => {
      accept = onConnection;
      return { listen: () => {} } as unknown as NetServer;
    }
  } as Net;
  const copy = board.firmware();
  copy.load<typeof import("../../../firmware/hardware")>("hardware").useSockets(net, crypto);
  copy.load<typeof import("../../../firmware/ws/extras")>("ws/extras").addExtras();
  const { WebSocket } = copy.load<typeof import("../../../firmware/ws/websocket")>("ws/websocket");
  const { WebSocketServer } = copy.load<typeof import("../../../firmware/ws/server")>("ws/server");
  for (const each of [WebSocket, WebSocketServer]) board.interpreter.giveEvents(each.prototype);
  return {
    ...board,
    copy,
    connect(dead = false, request = REQUEST) {
      const socket = new FakeSocket(board.interpreter);
      socket.cls = dead || undefined;
      accept(socket);
      if (!dead && request) socket.emit("data", request);
      board.clock.pass(1);
      return socket;
    }
  };
}

/** Bytes as Espruino has them: one character each. */
export const hex = (digits: string): string => Buffer.from(digits.replace(/ /g, ""), "hex").toString("latin1");
export const toHex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
