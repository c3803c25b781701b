import { connect, createServer, isIPv4, Socket, type AddressInfo, type Server } from "node:net";
import type { BoardAccessPoint } from "./access-point";
import { realClock, type Clock } from "./interpreter";
import { Lossy, LossyPipe } from "./lossy";
import { memoryPipes, SocketPipe, type Pipe } from "./pipe";

/** A place on the network: it has an address while it is `online`. */
export interface Host {
  address: string;
  /** The address that the router gives to it. */
  lease: string;
  online: boolean;
  /** It will be online in so many ms, soon enough for the repeated SYN of somebody who connects now. */
  onlineInMs?: number;
}

/** A port that somebody listens on. */
interface Listener {
  host: Host;
  port: number;
  accept: (pipe: Pipe) => void;
  server?: Server;
  /** The port of the computer's loopback interface that it is mapped onto. */
  realPort?: Promise<number>;
}

/** A UDP datagram on its way. `address` is where it goes, and for the receiver where it came from. */
export interface Datagram {
  data: string;
  fromPort: number;
  address: string;
  port: number;
}

/** A UDP port that somebody has. */
interface Binding {
  host: Host;
  port: number;
  receive: (datagram: Datagram) => void;
}

/** The first port that the system gives to a socket without one. */
const EPHEMERAL_PORT = 49152;

/** What is to go wrong, by name; it stays so until it is taken out of `Lan.faults` again. */
export type Fault =
  /** Nobody takes a new connection. */
  | "connectRefused"
  /** Connections end as soon as they stand. */
  | "closeBeforeOpen"
  /** Nothing passes any more, and nobody is told. */
  | "halfOpen"
  /** One packet of five is lost, the others come 20 to 100 ms late; what is lost of TCP is sent again. */
  | "packetsLost";

/**
 * The network of the simulated boards, with its own addresses. Every port that a board listens on is
 * mapped onto a port of the loopback interface that the computer chooses, so ports 81 and 82 need no
 * rights, and real programs can connect: `realPort` tells where.
 *
 * With a fake clock, give `memory`: then connections between boards stay within the process.
 */
export class Lan {
  readonly faults = new Set<Fault>();
  /** Those that boards have opened. */
  readonly accessPoints = new Set<BoardAccessPoint>();
  readonly #hosts = new Set<Host>();
  #listeners: Listener[] = [];
  /** The loopback ports by host and port, to be had again by who listens again. */
  readonly #realPorts = new Map<string, number>();
  #bindings: Binding[] = [];
  #nextPort = EPHEMERAL_PORT;
  readonly #watchers = new Set<() => void>();

  readonly #lossy: Lossy;

  /** `random` gives 32 bits, for the fault `packetsLost`. */
  constructor(readonly options: { memory?: Clock; random?: () => number } = {}) {
    this.#lossy = new Lossy(options.memory ?? realClock, options.random);
  }

  /** A new place on the network, offline as yet. */
  addHost(address: string): Host {
    const host = { address, lease: address, online: false };
    this.#hosts.add(host);
    return host;
  }

  /** Throws when the port is taken. */
  listen(host: Host, port: number, accept: (pipe: Pipe) => void): () => void {
    if (this.#listeners.some((each) => each.host === host && each.port === port)) throw new Error(`port ${port} is taken`);
    const listener: Listener = { host, port, accept };
    this.change(() => {
      this.#listeners.push(listener);
      if (!this.options.memory) this.#map(listener);
    });
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== listener);
      listener.server?.close();
    };
  }

  /** The loopback port behind a board's port, once the board listens; it stays the same. */
  realPort(address: string, port: number): Promise<number> {
    return new Promise((resolve) => {
      const look = (): void => {
        const realPort = this.#find(address, port)?.realPort;
        if (!realPort) return;
        unwatch();
        resolve(realPort);
      };
      const unwatch = this.watch(look);
      look();
    });
  }

  /** Whether packets pass between two addresses. */
  passes(from: Host, address: string): boolean {
    const to = this.#host(address);
    const isThere = to ? to.online && isSameSubnet(from, to) : isReal(address);
    return from.online && !this.faults.has("halfOpen") && isThere;
  }

  /** How long the connection to an address takes, in ms; `undefined` when nothing there answers. */
  reachMs(from: Host, address: string): number | undefined {
    return this.passes(from, address) ? this.#lossy.handshakeMs() : from.online ? this.#host(address)?.onlineInMs : undefined;
  }

  /** The near end of a new connection to an address within reach; `undefined` when nobody listens. */
  connect(address: string, port: number): Pipe | undefined {
    if (isReal(address)) return new SocketPipe(connect(port, address));
    const listener = this.#find(address, port);
    if (!listener || this.faults.has("connectRefused")) return undefined;
    if (this.options.memory) {
      const [near, far] = memoryPipes(this.options.memory);
      if (this.faults.has("closeBeforeOpen")) far.end();
      else listener.accept(far);
      return new LossyPipe(near, this.#lossy);
    }
    const socket = new Socket();
    // A board may ask for the port before the computer has chosen it.
    void listener.realPort?.then((realPort) => socket.connect(realPort, "127.0.0.1"));
    return new LossyPipe(new SocketPipe(socket), this.#lossy);
  }

  /** Gives a host a UDP port, without `port` any that is free. Throws when the port is taken. */
  bind(host: Host, port = this.#nextPort++, receive: Binding["receive"]): { port: number; release: () => void } {
    if (this.#bindings.some((each) => each.host === host && each.port === port)) throw new Error(`port ${port} is taken`);
    const binding = { host, port, receive };
    this.#bindings.push(binding);
    return {
      port,
      release: () => {
        this.#bindings = this.#bindings.filter((each) => each !== binding);
      }
    };
  }

  /** Sends a datagram, and returns whether the sender's system took it; nobody knows whether it arrives. */
  sendDatagram(from: Host, datagram: Datagram, mayBroadcast: boolean): boolean {
    const { address, port } = datagram;
    const isBroadcast = address === broadcastAddress(from.address);
    if (!from.online || address === "255.255.255.255" || (isBroadcast && !mayBroadcast)) return false;
    const sent = { ...datagram, address: from.address };
    for (const { host, port: at, receive } of this.#bindings) {
      const isOwn = host === from && (isBroadcast || address === from.address || !isIPv4(address));
      const arrives = isOwn || (this.passes(from, host.address) && (isBroadcast ? isSameSubnet(from, host) : host.address === address));
      if (at !== port || !arrives) continue;
      const ms = isOwn ? 0 : this.#lossy.datagramMs();
      if (ms) this.#lossy.clock.setTimeout(() => { receive(sent); }, ms);
      else if (ms === 0) receive(sent);
    }
    return true;
  }

  /** `watcher` is called whenever something about the network has changed. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Changes something and tells the watchers. */
  change(change: () => void): void {
    change();
    this.#lossy.active = this.faults.has("packetsLost");
    for (const watcher of [...this.#watchers]) watcher();
  }

  #map(listener: Listener): void {
    const server = createServer((socket) => {
      if (this.faults.has("closeBeforeOpen")) socket.destroy();
      else listener.accept(new SocketPipe(socket));
    });
    listener.server = server;
    const { host, port } = listener;
    const key = `${[...this.#hosts].indexOf(host)}:${port}`;
    listener.realPort = new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#realPorts.get(key) ?? 0, "127.0.0.1", () => {
        const realPort = (server.address() as AddressInfo).port;
        this.#realPorts.set(key, realPort);
        resolve(realPort);
      });
    });
  }

  #find(address: string, port: number): Listener | undefined {
    return this.#listeners.find((each) => each.host.address === address && each.port === port);
  }

  #host(address: string): Host | undefined {
    return [...this.#hosts].find((each) => each.address === address);
  }
}

/** All subnets are of 256 addresses. */
function broadcastAddress(address: string): string {
  return address.replace(/\d+$/, "255");
}

function isSameSubnet(a: Host, b: Host): boolean {
  return broadcastAddress(a.address) === broadcastAddress(b.address);
}

/** An address of the computer itself, for real programs that a board connects to. */
function isReal(address: string): boolean {
  return address === "127.0.0.1";
}
