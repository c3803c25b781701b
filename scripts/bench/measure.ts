import { connect } from "node:net";
import { freePort } from "../interpreter/free-port";
import { espruino, Interpreter } from "../interpreter/interpreter";
import { TwoBoards, type Usage } from "../interpreter/two-boards";
import { answerBytes, exchange, Peer, textFrame } from "./peer";
import { BROADCAST_BYTES, measuredProgram } from "./program";

/** How long a burst should take. */
const BURST_MS = 300;

/** The same for both modules, as they send faster than is taken, and each message has longer queues to be added to. */
const BURST_BROADCASTS = 300;

const ROUNDS = 6;

/** How long the last connections may take to be gone. */
const SETTLE_MS = 300;

/** Of two boards that exchange numbers; how long the first four may take. */
const PERIOD_MS = 2000;
const LINKED_MS = 10000;

/** Work that an interpreter can be given in bursts. */
export interface Load {
  interpreter: Interpreter;
  /** How many make a burst; if not given, as many as take `BURST_MS`. */
  count?: number;
  burst(count: number): Promise<void>;
  end(): void;
}

/** One WebSocket module, serving on the interpreter. */
export class Subject {
  private constructor(
    readonly interpreter: Interpreter,
    readonly port: number,
    readonly memoryPort: number
  ) {}

  static async start(wsModule: string): Promise<Subject> {
    const [port, memoryPort] = [await freePort(), await freePort()];
    const interpreter = new Interpreter(measuredProgram(port, memoryPort), { ws: wsModule });
    await interpreter.printed(/READY/);
    return new Subject(interpreter, port, memoryPort);
  }

  /** Bursts of texts of so many bytes, each of which is sent back. */
  async echoes(size: number): Promise<Load> {
    const peer = await Peer.connect(this.port);
    const frame = textFrame("x".repeat(size));
    return {
      interpreter: this.interpreter,
      burst: (count) => exchange([peer], frame, answerBytes(size), count),
      end: () => {
        peer.close();
      }
    };
  }

  /** Bursts of broadcasts to so many clients. */
  async broadcasts(clients: number): Promise<Load> {
    const peers = await Promise.all(Array.from({ length: clients }, () => Peer.connect(this.port)));
    const frame = textFrame("b");
    return {
      interpreter: this.interpreter,
      count: BURST_BROADCASTS,
      burst: (count) => exchange(peers, frame, answerBytes(BROADCAST_BYTES), count),
      end: () => {
        for (const peer of peers) peer.close();
      }
    };
  }

  /** JsVars of one connection that is open and does nothing. */
  async idleJsVars(connections: number): Promise<number> {
    const before = await this.#usage();
    const peers = await Promise.all(Array.from({ length: connections }, () => Peer.connect(this.port)));
    const used = (await this.#usage()) - before;
    for (const peer of peers) peer.close();
    return used / connections;
  }

  async #usage(): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return new Promise((resolve, reject) => {
      let text = "";
      const socket = connect(this.memoryPort, "127.0.0.1");
      socket.on("data", (data) => (text += data.toString()));
      socket.on("end", () => {
        resolve(Number(text));
      });
      socket.on("error", reject);
    });
  }
}

/**
 * Times that each load can be done in a second of the processor's time, as other programs take theirs too:
 * the best of several bursts, the loads taking turns.
 */
export async function rates(loads: Load[]): Promise<number[]> {
  const counts: number[] = [];
  const best = loads.map(() => 0);
  for (const load of loads) counts.push(load.count ?? (await countFor(load)));
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, load] of loads.entries()) best[i] = Math.max(best[i], (counts[i] * 1000) / (await burstMs(load, counts[i])));
  for (const load of loads) load.end();
  return best;
}

/** The processor's time that a burst takes its interpreter, in ms. */
async function burstMs(load: Load, count: number): Promise<number> {
  const startMs = load.interpreter.cpuMs();
  await load.burst(count);
  return load.interpreter.cpuMs() - startMs;
}

/** How many fill `BURST_MS`. */
async function countFor(load: Load): Promise<number> {
  for (let count = 4; ; count *= 4) {
    const ms = await burstMs(load, count);
    // A short one is mostly the interpreter's turning while it waits for the first bytes.
    if (ms > BURST_MS / 2) return Math.max(2, Math.round((count * BURST_MS) / ms));
  }
}

/** What a board uses; `stockWs` for one on the stock module. */
export async function boardJsVars(stockWs?: string): Promise<Usage> {
  const boards = await TwoBoards.build(espruino as string, PERIOD_MS, stockWs);
  try {
    boards.a.start();
    const alone = await boards.a.usage();
    await boards.start("b", LINKED_MS);
    return { alone, linked: await boards.a.usage() };
  } finally {
    await boards.remove();
  }
}
