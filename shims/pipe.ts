import type { Socket as NodeSocket } from "node:net";
import type { Clock } from "./interpreter";

/** Bytes that the network takes from one end before the other has read them. */
const WINDOW_BYTES = 65536;

/** One end of a TCP connection below Espruino's `net`: the operating system's socket. */
export interface Pipe {
  /** Called when there may be something new to read, room to write, or an end. */
  onChange: () => void;
  /** Takes the bytes, or nothing of them when the peer does not read. */
  write(bytes: string): boolean;
  /** At most `max` bytes; "" when there are none for now. */
  read(max: number): string;
  /** Everything is read and the peer has ended the connection. */
  readonly ended: boolean;
  /** It ended by a reset. */
  readonly failed: boolean;
  /** Ends the connection; what was written still goes out. */
  end(): void;
  /** Lets go of the connection without a word to the peer, as a board does that loses its power. */
  abandon(): void;
}

/** A pipe over a TCP socket of the computer. */
export class SocketPipe implements Pipe {
  onChange: () => void = () => undefined;
  failed = false;
  #inbox: Buffer = Buffer.alloc(0);
  #over = false;

  constructor(readonly socket: NodeSocket) {
    socket.setNoDelay(true);
    const changed = (): void => {
      this.onChange();
    };
    socket.on("readable", changed);
    socket.on("drain", changed);
    socket.on("connect", changed);
    socket.on("error", () => {
      this.failed = true;
    });
    for (const event of ["end", "close"])
      socket.on(event, () => {
        this.#over = true;
        this.onChange();
      });
  }

  get ended(): boolean {
    return this.#over && !this.#inbox.length && !this.socket.readableLength;
  }

  write(bytes: string): boolean {
    // Node refuses for good what is written before it has begun to connect.
    const isIdle = this.socket.pending && !this.socket.connecting;
    if (isIdle || this.socket.writableLength > WINDOW_BYTES) return false;
    this.socket.write(bytes, "latin1");
    return true;
  }

  read(max: number): string {
    if (!this.#inbox.length) this.#inbox = (this.socket.read() as Buffer | null) ?? this.#inbox;
    const bytes = this.#inbox.toString("latin1", 0, max);
    this.#inbox = this.#inbox.subarray(max);
    return bytes;
  }

  end(): void {
    this.socket.destroySoon();
  }

  abandon(): void {
    this.onChange = () => undefined;
    // Gone for good once the simulation ends; until then the peer hears nothing.
    this.socket.unref();
  }
}

/** A pipe between two boards of one process: nothing in it waits for the computer, so a fake clock serves. */
class MemoryPipe implements Pipe {
  onChange: () => void = () => undefined;
  failed = false;
  peer!: MemoryPipe;
  #inbox = "";
  #over = false;

  constructor(readonly clock: Clock) {}

  get ended(): boolean {
    return this.#over && !this.#inbox;
  }

  write(bytes: string): boolean {
    if (this.peer.#inbox.length > WINDOW_BYTES) return false;
    this.peer.#inbox += bytes;
    this.#tell(this.peer);
    return true;
  }

  read(max: number): string {
    const bytes = this.#inbox.slice(0, max);
    this.#inbox = this.#inbox.slice(max);
    if (bytes) this.#tell(this.peer);
    return bytes;
  }

  end(): void {
    this.peer.#over = true;
    this.#tell(this.peer);
  }

  abandon(): void {
    this.onChange = () => undefined;
  }

  #tell(end: MemoryPipe): void {
    this.clock.setImmediate(() => {
      end.onChange();
    });
  }
}

export function memoryPipes(clock: Clock): [Pipe, Pipe] {
  const ends: [MemoryPipe, MemoryPipe] = [new MemoryPipe(clock), new MemoryPipe(clock)];
  ends[0].peer = ends[1];
  ends[1].peer = ends[0];
  return ends;
}
