import { createSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import { REQUEST } from "../../conformance/ends";
import { closePayload, encode, OP, type FrameSpec } from "../../conformance/wire";
import { Draw } from "../../fuzz/draw";

/** What the process is told, as JSON in its argument. */
export interface AttackPlan {
  name: keyof typeof ATTACKS;
  hosts: { host: string; port: number }[];
  broadcast: string;
  discoveryPort: number;
}

/** So many strangers attack each board. */
const STRANGERS = 10;
const DATAGRAMS_PER_S = 500;
/** How long a stranger that was refused waits before it comes again. */
const AGAIN_MS = 20;
/** How soon a connection must end whose close frame is wrong. */
const ENDED_MS = 1000;
const FORGED = "1\nReceived from ESP32-A: 4242\r\nReceived from ESP32-B: 4242\r\nWiFi: 6.6.6.6\r\n\x1b[2J\x1b[HHEALTH {}\r\nUncaught forged";

type Target = AttackPlan["hosts"][number];

const text = (payload: string, more: Partial<FrameSpec> = {}): Buffer => encode({ opcode: OP.text, payload, ...more }, true);

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A connection with this said first; resolves when it is over, however that came. */
function connection(target: Target, first: string, onOpen: (socket: Socket) => void = () => {}): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(target, () => {
      if (first) socket.write(first);
    });
    let opened = false;
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("data", (data: Buffer) => {
      if (opened || !/^HTTP\/1.1 101 /.test(data.toString("latin1"))) return;
      opened = true;
      onOpen(socket);
    });
    socket.once("close", () => resolve());
  });
}

/** Comes again and again, whenever it is over. */
async function forEver(once: () => Promise<void>): Promise<never> {
  for (;;) {
    await once();
    await pause(AGAIN_MS);
  }
}

function everyone(hosts: Target[], once: (target: Target, stranger: number) => Promise<void>, strangers = STRANGERS): void {
  for (const target of hosts)
    for (let i = 0; i < strangers; i++) void forEver(() => once(target, i));
}

const BAD_CLOSES: Buffer[] = [
  encode({ opcode: OP.close, payload: closePayload(1000), rsv: 4 }, true),
  encode({ opcode: OP.close, payload: closePayload(1000), mask: "wrong" }, true),
  encode({ opcode: OP.close, payload: Buffer.alloc(126) }, true),
  encode({ opcode: OP.close, payload: closePayload(1000), fin: false }, true),
  encode({ opcode: OP.close, payload: "x" }, true)
];

const ATTACKS = {
  /** A header that is named like what every object has. */
  names: ({ hosts }: AttackPlan) =>
    everyone(hosts, (target) => connection(target, "GET / HTTP/1.1\r\nHost: x\r\n__proto__: 1\r\nconstructor: 2\r\n__proto__: 3\r\n\r\n")),

  /** Clients that do nothing but stay. */
  idle: ({ hosts }: AttackPlan) => everyone(hosts, (target) => connection(target, REQUEST)),

  /** Connections that are opened and say nothing, closed and opened again. */
  silent: ({ hosts }: AttackPlan) =>
    everyone(hosts, (target, stranger) =>
      Promise.race([
        connection(target, stranger % 2 ? "GET / HT" : ""),
        pause(200)
      ])
    ),

  /** Messages of 16,000 bytes, none of them finished. */
  unfinished: ({ hosts }: AttackPlan) =>
    everyone(hosts, (target, stranger) =>
      connection(target, REQUEST, (socket) => {
        if (stranger % 2) socket.write(encode({ opcode: OP.binary, payload: Buffer.alloc(16000), claimed: 16001 }, true));
        else for (let i = 0; i < 160; i++) socket.write(encode({ opcode: i ? OP.continuation : OP.text, payload: "x".repeat(100), fin: false }, true));
      })
    ),

  /** Messages, pings and fragments as fast as they can be sent. */
  flood: ({ hosts }: AttackPlan) =>
    everyone(hosts, (target, stranger) =>
      connection(target, REQUEST, (socket) => {
        const frame = [text("777"), encode({ opcode: OP.ping, payload: "x".repeat(100) }, true), text("y".repeat(1000))][stranger % 3];
        const many = Buffer.concat(Array.from({ length: Math.ceil(4000 / frame.length) }, () => frame));
        const send = (): void => {
          while (socket.writable && socket.write(many));
        };
        socket.on("drain", send);
        send();
      }),
      3
    ),

  /** Texts that would be lines of their own, or command the terminal. */
  forged: ({ hosts }: AttackPlan) =>
    everyone(hosts, (target) =>
      Promise.race([
        connection(target, REQUEST, (socket) => {
          socket.write(text(FORGED));
          socket.write(encode({ opcode: OP.close, payload: closePayload(4000, FORGED.slice(0, 100)) }, true));
        }),
        pause(1000)
      ]), 2
    ),

  /** Random datagrams, long numbers among them. */
  datagrams: ({ broadcast, discoveryPort }: AttackPlan) => {
    const draw = new Draw(1);
    const socket = createSocket("udp4");
    socket.bind(() => {
      socket.setBroadcast(true);
      setInterval(() => {
        for (let i = 0; i < DATAGRAMS_PER_S / 50; i++)
          socket.send(draw.oneIn(2) ? draw.bytes(draw.size(1400)) : Buffer.from(`pair1 ESP32-C ${"9".repeat(draw.size(500))} 1 ?`), discoveryPort, broadcast);
      }, 20);
    });
  },

  /** Close frames that are wrong in each way; tells of connections that stay open after them. */
  closes: ({ hosts }: AttackPlan) =>
    everyone(hosts, async (target, stranger) => {
      let open = false;
      const over = connection(target, REQUEST, (socket) => {
        open = true;
        socket.write(BAD_CLOSES[stranger % BAD_CLOSES.length]);
        setTimeout(() => {
          if (!socket.destroyed) console.log(`open ${stranger % BAD_CLOSES.length}`);
        }, ENDED_MS);
      });
      await over;
      if (open) console.log("ended");
    }, 2)
};

const plan = JSON.parse(process.argv[2]) as AttackPlan;
ATTACKS[plan.name](plan);
console.log("begun");
