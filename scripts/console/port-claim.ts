import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { canonicalName, type Port } from "./port";

/** What a tool does with a port that it has. */
export interface Holder {
  /** As others are told: "npm run deploy". */
  name: string;
  /** Another tool wants the port: resolves when it is closed. Without it, others have to wait. */
  giveWay?: (to: string) => Promise<void>;
  /** The other tool is done. */
  takeBack?: () => void;
}

export interface Claim {
  release(): void;
}

/** Another tool has the port and does not give it away. */
export class PortHeld extends Error {
  constructor(
    readonly by: string,
    /** Resolved when it may be free. */
    readonly ended: Promise<unknown>
  ) {
    super(`held by ${by}`);
  }
}

/** For a monitor to close its port, which it may just be opening. */
const GIVE_WAY_MS = 10_000;
const YOURS = "yours";
const BUSY = "busy ";

/** A local socket named after the port: who has the port listens there. */
function meetingPoint(port: Port): string {
  const id = createHash("sha256").update(canonicalName(port)).digest("hex").slice(0, 16);
  return process.platform === "win32"
    ? `\\\\.\\pipe\\espruino-pair-${id}`
    : path.join(tmpdir(), `espruino-pair-${userInfo().uid}-${id}`);
}

/** The first line that comes; `undefined` if the other end closes first, or says nothing in time. */
function firstLine(socket: Socket, withinMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    const done = (line?: string): void => {
      clearTimeout(deadline);
      resolve(line);
    };
    const deadline = setTimeout(done, withinMs);
    socket.once("close", () => done());
    socket.on("data", (data: Buffer) => {
      text += data.toString();
      if (text.includes("\n")) done(text.slice(0, text.indexOf("\n")));
    });
  });
}

/** A connection to who has the port; `undefined` if nobody has. */
function visit(point: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(point);
    socket.once("connect", () => resolve(socket));
    socket.on("error", () => resolve(undefined));
  });
}

/** Who has the port answers those who want it too. */
function serve(holder: Holder): { server: Server; close(): void } {
  const visitors = new Set<Socket>();
  let lentTo: string | undefined;
  const answer = async (socket: Socket): Promise<void> => {
    const by = await firstLine(socket, GIVE_WAY_MS);
    if (by === undefined) return;
    if (!holder.giveWay || lentTo !== undefined) {
      socket.write(`${BUSY}${lentTo ?? holder.name}\n`);
      return;
    }
    lentTo = by;
    // Whatever becomes of the other tool, its end of the connection closes.
    socket.once("close", () => {
      lentTo = undefined;
      holder.takeBack?.();
    });
    await holder.giveWay(by);
    socket.write(`${YOURS}\n`);
  };
  const server = createServer((socket) => {
    visitors.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => visitors.delete(socket));
    void answer(socket);
  });
  return {
    server,
    close() {
      server.close();
      for (const socket of visitors) socket.destroy();
    }
  };
}

function listen(server: Server, point: string): Promise<boolean> {
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(point, () => resolve(true));
  });
}

/**
 * Makes sure that no two tools of this project use a port at a time, also a Telnet console, whose newer connection
 * would end the older one. A monitor gives way and takes the port back; others make a newcomer wait. The claim is
 * a connection or a listening socket, so that it ends with its process. Throws a PortHeld.
 */
export async function claimPort(port: Port, holder: Holder): Promise<Claim> {
  const point = meetingPoint(port);
  for (;;) {
    const socket = await visit(point);
    if (socket) {
      const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
      socket.write(`${holder.name}\n`);
      const answer = await firstLine(socket, GIVE_WAY_MS);
      if (answer === YOURS) return { release: () => socket.destroy() };
      if (answer?.startsWith(BUSY)) throw new PortHeld(answer.slice(BUSY.length), ended);
      const isThere = !socket.destroyed;
      socket.destroy();
      if (isThere) throw new PortHeld("a command that does not answer", ended);
      // It has ended meanwhile.
      continue;
    }
    const { server, close } = serve(holder);
    if (await listen(server, point)) return { release: close };
    // The file of a process that was killed; or another tool was faster, which the next visit shows.
    if (await visit(point).then((other) => other?.destroy())) continue;
    await rm(point, { force: true }).catch(() => {});
    if (await listen(server, point)) return { release: close };
    return { release: () => {} };
  }
}
