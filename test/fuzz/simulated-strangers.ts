import { DISCOVERY_PORT } from "./announcement";
import type { Host, Lan } from "../../shims/lan";
import type { Pipe } from "../../shims/pipe";
import { inputAt, type FuzzPlan, type Input } from "./input";

/** The boards' servers. */
export type Servers = Record<"a" | "b", { address: string; port: number }>;

/** For a board to end a connection whose stranger has gone. */
const STUCK_MS = 15_000;
const HELD_MS = 100;

/** What a stranger does step by step, a millisecond each; throws if a board does not end a connection. */
function* send(input: Input, lan: Lan, host: Host, broadcast: string, servers: Servers): Generator<void> {
  if (input.kind === "datagram") {
    lan.sendDatagram(host, { data: input.data.toString("latin1"), fromPort: 9, address: broadcast, port: DISCOVERY_PORT }, true);
    return;
  }
  const { address, port } = servers[input.board];
  const pipe = lan.connect(address, port);
  if (!pipe) throw new Error(`board ${input.board} listens no longer`);
  for (const piece of input.writes) {
    while (!pipe.write(piece.toString("latin1"))) yield readAll(pipe);
    if (input.writes.length > 1) yield readAll(pipe);
  }
  for (let ms = input.end === "later" ? HELD_MS : 0; ms > 0; ms--) yield readAll(pipe);
  pipe.end();
  for (let ms = STUCK_MS; !pipe.ended; ms--) {
    if (!ms) throw new Error(`board ${input.board} does not end its connection`);
    yield readAll(pipe);
  }
}

function readAll(pipe: Pipe): void {
  while (pipe.read(65536));
}

/** Several strangers on a simulated network, who send all inputs of a plan while the clock is moved on. */
export class SimulatedStrangers {
  #next: number;
  readonly #under = new Map<number, Generator<void>>();

  constructor(
    readonly lan: Lan,
    readonly servers: Servers,
    readonly plan: FuzzPlan,
    readonly strangers: number,
    readonly host = lan.addHost("192.168.1.66")
  ) {
    host.online = true;
    this.#next = plan.first;
  }

  /** The inputs that are being sent. */
  get underWay(): number[] {
    return [...this.#under.keys()];
  }

  /** Does one step of each stranger; returns whether there is more to do. To be called every millisecond. */
  step(): boolean {
    const { seed, first, count } = this.plan;
    while (this.#under.size < this.strangers && this.#next < first + count) {
      const input = inputAt(seed, this.#next++);
      this.#under.set(input.index, send(input, this.lan, this.host, "192.168.1.255", this.servers));
    }
    for (const [index, steps] of this.#under) if (steps.next().done) this.#under.delete(index);
    return this.#under.size > 0;
  }
}
