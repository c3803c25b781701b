import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { inputAt, type Input } from "../../fuzz/input";

/** What the process is told, as JSON in its argument. */
export interface StrangersPlan {
  seed: number;
  first: number;
  count: number;
  /** How many strangers there are at once. */
  strangers: number;
  hosts: Record<"a" | "b", { host: string; port: number }>;
  broadcast: string;
  discoveryPort: number;
}

/** For a board to end a connection whose stranger has gone; longer than any of its own deadlines. */
const STUCK_MS = 15000;
/** How long a stranger holds a connection that it does not end at once. */
const HELD_MS = 100;
/** Of the inputs that were sent last, so many are named when a board complains. */
const REMEMBERED = 30;

// Sends fuzzed inputs to both boards; `network.ts` has it run at a host of its own. It prints `sent N` now
// and then, `stuck N` for a connection that a board never ended, and at any line on its standard input the
// numbers of the inputs that were sent last.

const plan = JSON.parse(process.argv[2]) as StrangersPlan;
const underWay = new Set<number>();
const done: number[] = [];
const udp = createSocket("udp4");

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function sendDatagram(data: Buffer): Promise<void> {
  return new Promise((resolve) => udp.send(data, plan.discoveryPort, plan.broadcast, () => resolve()));
}

async function useConnection({ index, board, writes, end }: Input & { kind: "connection" }): Promise<void> {
  const socket = connect(plan.hosts[board]);
  const over = new Promise<boolean>((resolve) => socket.once("close", () => resolve(true)));
  socket.setNoDelay(true).on("error", () => {}).resume();
  for (const piece of writes) {
    if (!socket.writable) break;
    socket.write(piece);
    if (writes.length > 1) await new Promise(setImmediate);
  }
  if (end === "later") await Promise.race([over, pause(HELD_MS)]);
  if (end === "fin") socket.end();
  else socket.resetAndDestroy();
  if (!(await Promise.race([over, pause(STUCK_MS)]))) console.log(`stuck ${index}`);
  socket.destroy();
}

async function stranger(next: () => number | undefined): Promise<void> {
  for (let index = next(); index !== undefined; index = next()) {
    const input = inputAt(plan.seed, index);
    underWay.add(index);
    if (input.kind === "datagram") await sendDatagram(input.data);
    else await useConnection(input);
    underWay.delete(index);
    done.push(index);
    if (done.length > REMEMBERED) done.shift();
  }
}

async function run(): Promise<void> {
  let index = plan.first;
  const next = (): number | undefined => {
    if (index >= plan.first + plan.count) return undefined;
    if (index % 1000 === 0) console.log(`sent ${index - plan.first}`);
    return index++;
  };
  process.stdin.on("data", () => console.log(`last ${[...done, ...underWay].join(" ")}`));
  await new Promise<void>((resolve) => udp.bind(() => resolve()));
  udp.setBroadcast(true);
  await Promise.all(Array.from({ length: plan.strangers }, () => stranger(next)));
  console.log(`sent ${plan.count}`);
  process.exit();
}

void run();
