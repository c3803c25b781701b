import { withFreshKey } from "../../scripts/start/fresh-key";
import type { BuiltScript } from "../../scripts/build";
import type { BoardId, Settings } from "../../scripts/settings";
import { BOARD_IDS } from "../../scripts/start/simulation";
import { Tally } from "../../scripts/start/tally";
import type { Status } from "../../firmware/types/status";
import { SimulatedBoard } from "../../shims/board";
import { Lan, type Host } from "../../shims/lan";
import type { Pipe } from "../../shims/pipe";
import { seededRandom } from "../../shims/random";
import { encode, OP } from "../conformance/wire";
import { createFakeClock } from "./fake-board";

export const DISCOVERY_PORT = 8182;
export const PORTS: Record<BoardId, number> = { a: 81, b: 82 };

export interface SimulatedPair {
  boards: Record<BoardId, SimulatedBoard>;
  lines: Record<BoardId, string[]>;
  tally: Tally;
}

/** A datagram that was seen on the network. */
export interface Seen {
  from: string;
  text: string;
}

/**
 * Pairs of simulated boards with the built scripts, each with a key of its own, in one network with a fake clock; and a
 * stranger there, who records everything and sends what he likes.
 */
export class SimulatedPairs {
  readonly clock = createFakeClock();
  readonly lan = new Lan({ memory: this.clock });
  readonly pairs: SimulatedPair[];
  readonly datagrams: Seen[] = [];
  /** The heads of all requests for an upgrade. */
  readonly requests: string[] = [];
  readonly #stranger = this.lan.addHost("192.168.1.200");
  #pipes: Pipe[] = [];
  #mayRecord = true;

  constructor(count: number, scripts: BuiltScript[], settings: Settings) {
    this.#stranger.online = true;
    this.#tap();
    const random = seededRandom(11);
    this.pairs = Array.from({ length: count }, (_, index) => {
      const ofPair = withFreshKey(scripts);
      const lines: SimulatedPair["lines"] = { a: [], b: [] };
      const tally = new Tally(settings);
      const create = (id: BoardId): SimulatedBoard =>
        new SimulatedBoard({
          script: ofPair[BOARD_IDS.indexOf(id)].code,
          lan: this.lan,
          address: `192.168.1.${20 + 2 * index + BOARD_IDS.indexOf(id)}`,
          accessPoint: { ssid: settings[id].ssid, password: settings[id].password },
          onLine: (line) => {
            lines[id].push(line);
            tally.onLine(id, line);
          },
          clock: this.clock,
          random
        });
      return { boards: { a: create("a"), b: create("b") }, lines, tally };
    });
  }

  powerOn(): void {
    for (const { boards } of this.pairs) for (const id of BOARD_IDS) boards[id].powerOn();
  }

  status({ boards }: SimulatedPair, id: BoardId): Status {
    return boards[id].run("status()") as Status;
  }

  /** Sends a datagram to a board, from any address. */
  send(text: string, to: string, from: string = this.#stranger.address): void {
    const host: Host = { address: from, lease: from, online: true };
    this.#asStranger(() => this.lan.sendDatagram(host, { data: text, fromPort: 40000, address: to, port: DISCOVERY_PORT }, true));
  }

  /** Opens a connection to a board's server, sends a request, and a text if that is taken. Only the newest four stay. */
  request(address: string, port: number, head: string, text: string): void {
    const pipe = this.#asStranger(() => this.lan.connect(address, port));
    if (!pipe) return;
    let isSent = false;
    pipe.onChange = () => {
      const answer = pipe.read(4096);
      if (!isSent && answer.startsWith("HTTP/1.1 101")) pipe.write(encode({ opcode: OP.text, payload: Buffer.from(text) }, true).toString("latin1"));
      isSent ||= answer !== "";
    };
    pipe.write(head);
    this.#pipes.push(pipe);
    if (this.#pipes.length > 4) this.#pipes.shift()?.end();
  }

  hangUp(): void {
    for (const pipe of this.#pipes) pipe.end();
    this.#pipes = [];
  }

  #asStranger<T>(action: () => T): T {
    this.#mayRecord = false;
    try {
      return action();
    } finally {
      this.#mayRecord = true;
    }
  }

  #tap(): void {
    const { lan } = this;
    const sendDatagram = lan.sendDatagram.bind(lan);
    lan.sendDatagram = (from, datagram, mayBroadcast) => {
      if (this.#mayRecord) this.datagrams.push({ from: from.address, text: datagram.data });
      return sendDatagram(from, datagram, mayBroadcast);
    };
    const connect = lan.connect.bind(lan);
    lan.connect = (address, port) => {
      const pipe = connect(address, port);
      if (!pipe || !this.#mayRecord) return pipe;
      const write = pipe.write.bind(pipe);
      pipe.write = (bytes) => {
        if (bytes.startsWith("GET ")) this.requests.push(bytes);
        return write(bytes);
      };
      return pipe;
    };
  }
}
