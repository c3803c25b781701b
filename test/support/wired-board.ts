import type { Globals } from "../../firmware/types/espruino";
import type { Status } from "../../firmware/types/status";
import type { BoardSettings } from "../../scripts/settings";
import { crypto } from "../../shims/crypto";
import { createDgram } from "../../shims/dgram";
import { createGlobals } from "../../shims/globals";
import { Interpreter } from "../../shims/interpreter";
import type { Host, Lan } from "../../shims/lan";
import { createNet, type NetShim } from "../../shims/net";
import { Radio } from "../../shims/radio";
import { seededRandom } from "../../shims/random";
import { Sockets } from "../../shims/sockets";
import { TelnetShim } from "../../shims/telnet";
import { WifiShim } from "../../shims/wifi";
import { SETTINGS, type FakeClock } from "./fake-board";
import { FreshFirmware } from "./fresh-firmware";

const ROUTER = { ssid: SETTINGS.ssid, password: SETTINGS.password };

/** What is there while the power is on. */
interface Power {
  interpreter: Interpreter;
  globals: Globals;
  net: NetShim;
  /** What else holds sockets. */
  others: { kill(): void }[];
  radio: Radio;
}

/** A board with the whole firmware, as its entry starts it, on the shims. */
export class WiredBoard {
  /** What it printed so far, over all its starts. */
  readonly lines: string[] = [];
  readonly host: Host;
  readonly #clock: FakeClock;
  readonly #lan: Lan;
  #settings: BoardSettings;
  readonly #random: () => number;
  #power?: Power;

  constructor(clock: FakeClock, lan: Lan, address: string, settings: BoardSettings) {
    this.#clock = clock;
    this.#lan = lan;
    this.#settings = settings;
    this.#random = seededRandom(settings.port);
    this.host = lan.addHost(address);
  }

  /** Changes settings, which hold from the next start on. */
  configure(settings: Partial<BoardSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  powerOn(): void {
    const interpreter = new Interpreter(this.#clock, (line) => this.lines.push(line));
    const globals = createGlobals({ interpreter, random: this.#random });
    const sockets = new Sockets(interpreter);
    const net = createNet(interpreter, this.#lan, this.host, sockets);
    const dgram = createDgram(interpreter, this.#lan, this.host, sockets);
    const telnet = new TelnetShim(interpreter, this.#lan, this.host, sockets);
    const radio = new Radio({ clock: this.#clock, lan: this.#lan, host: this.host, router: ROUTER });
    const builtIn = { Wifi: new WifiShim(interpreter, radio), TelnetServer: telnet, net, dgram, crypto };
    const copy = new FreshFirmware({ globals, settings: this.#settings, builtIn });
    const { WebSocket } = copy.load<typeof import("../../firmware/ws/websocket")>("ws/websocket");
    const { WebSocketServer } = copy.load<typeof import("../../firmware/ws/server")>("ws/server");
    for (const each of [WebSocket, WebSocketServer]) interpreter.giveEvents(each.prototype);
    this.#power = { interpreter, globals, net, others: [dgram, telnet], radio };
    copy.load<typeof import("../../firmware/start")>("start").start();
    radio.restore();
  }

  /** The plug is pulled: connections hang, and the peer hears nothing. */
  powerOff(): void {
    this.#on.net.abandon();
    this.#off();
  }

  /** The program ends, and the board closes its connections. */
  reset(): void {
    this.#on.net.kill();
    this.#off();
  }

  get interpreter(): Interpreter {
    return this.#on.interpreter;
  }

  get wifi(): Radio {
    return this.#on.radio;
  }

  /** What `status()` shows at the board's console. */
  status(): Status {
    const { status } = this.#on.globals;
    if (!status) throw new Error("there is no status() at the console");
    return status() as Status;
  }

  /** Whether both links stand: that of its server, and that of its client. */
  links(): [server: boolean, client: boolean] {
    const { server, client } = this.status().links;
    return [server.up, client.up];
  }

  get #on(): Power {
    if (!this.#power) throw new Error("the board's power is off");
    return this.#power;
  }

  #off(): void {
    const { interpreter, others, radio } = this.#on;
    for (const each of others) each.kill();
    radio.off();
    interpreter.stop();
    this.#power = undefined;
  }
}
