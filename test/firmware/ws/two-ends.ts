import type { WebSocket, WebSocketServer } from "../../../firmware/ws";
import type { Socket } from "../../../firmware/types/espruino";
import { crypto } from "../../../shims/crypto";
import { createGlobals } from "../../../shims/globals";
import { Interpreter } from "../../../shims/interpreter";
import { Lan } from "../../../shims/lan";
import { createNet } from "../../../shims/net";
import { seededRandom } from "../../../shims/random";
import { createFakeClock } from "../../support/fake-board";
import { FreshFirmware } from "../../support/fresh-firmware";

const SERVER = "192.168.1.20";
const CLIENT = "192.168.1.21";
/** Two boards with the WebSocket module, on one fake clock and one network, of which one may serve. */
export function twoEnds() {
  const clock = createFakeClock();
  // No board's time is 0.
  clock.pass(1000);
  const lan = new Lan({ memory: clock });
  const lines: string[] = [];
  const told: { [who: string]: string[] } = {};

  const start = (address: string) => {
    const interpreter = new Interpreter(clock, (line) => lines.push(line));
    const host = lan.addHost(address);
    host.online = true;
    const net = createNet(interpreter, lan, host);
    const globals = createGlobals({ interpreter, random: seededRandom(1) });
    const copy = new FreshFirmware({ globals });
    copy.load<typeof import("../../../firmware/hardware")>("hardware").useSockets(net, crypto);
    const { WebSocket } = copy.load<typeof import("../../../firmware/ws/websocket")>("ws/websocket");
    const { WebSocketServer } = copy.load<typeof import("../../../firmware/ws/server")>("ws/server");
    for (const each of [WebSocket, WebSocketServer]) interpreter.giveEvents(each.prototype);
    return { interpreter, net, host, ...copy.load<typeof import("../../../firmware/ws")>("ws") };
  };
  const near = start(SERVER);
  const far = start(CLIENT);

  /** Records the events of a connection. */
  const watch = (who: string, ws: WebSocket): WebSocket => {
    const said: string[] = (told[who] = []);
    ws.on("open", () => said.push("open"));
    ws.on("message", (data: string) => said.push(`message ${data}`));
    ws.on("error", ({ code, message }: { code: number; message: string }) => said.push(`error ${code} ${message}`));
    ws.on("close", (code: number, reason: string) => said.push(`close ${code} ${reason}`));
    return ws;
  };
  return {
    clock,
    lan,
    lines,
    told,
    near,
    far,
    serve(): WebSocketServer {
      const server = near.createServer().listen(81);
      server.on("websocket", (ws: WebSocket) => watch("server", ws));
      return server;
    },
    connect: () => watch("client", far.connect(SERVER, { port: 81 })),
    /** A plain TCP connection to the server, and what came on it. */
    dial(): { socket: Socket; got: string[] } {
      const socket = far.net.connect({ host: SERVER, port: 81 });
      const got: string[] = [];
      socket.on("data", (data: string) => got.push(data));
      socket.on("close", () => got.push("end"));
      return { socket, got };
    },
    timers: () => near.interpreter.timerCount + far.interpreter.timerCount
  };
}
