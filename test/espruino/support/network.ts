import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { JITI } from "../../support/jiti";

export type Place = "a" | "b";

/** What boards and others have as addresses; `other` is the one that a board may change to, and nobody has `absent`. */
const SUBNET = "10.77.0";
export const ADDRESSES = { a: `${SUBNET}.20`, b: `${SUBNET}.21`, other: `${SUBNET}.77`, outside: `${SUBNET}.254`, absent: `${SUBNET}.99` };
/** Those of a second pair in the same network. */
const SECOND_ADDRESSES = { ...ADDRESSES, a: `${SUBNET}.40`, b: `${SUBNET}.41` };
export const NETMASK = "255.255.255.0";
export const BROADCAST = `${SUBNET}.255`;

const SECOND_MACS = { a: "02:00:00:00:02:0a", b: "02:00:00:00:02:0b" };
const MACS = { a: "02:00:00:00:00:0a", b: "02:00:00:00:00:0b", outside: "02:00:00:00:00:0f" };
const PLACES: Place[] = ["a", "b"];

/** A relay stands between the hosts as a network of its own: each host with its end of a cable, the relay with the other. */
const RELAY = { a: { host: "10.78.1.2", own: "10.78.1.1" }, b: { host: "10.78.2.2", own: "10.78.2.1" } };
const RELAY_PORT = 4789;

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}

/**
 * Two hosts and a switch between them, each in a network namespace of its own. In the switch's namespace
 * there is room for other clients of the boards, which stay connected whatever happens to the other board.
 *
 * The hosts know each other's hardware addresses for ever, as without it a connection to a host that is
 * gone would fail after 3 s already, of ARP.
 */
export class Network {
  private relay?: ChildProcess;

  private constructor(
    private readonly prefix: string,
    /** The namespace with the switch. */
    readonly outside: string,
    readonly addresses = ADDRESSES,
    private readonly macs: Record<Place, string> = MACS
  ) {}

  /** Why there can be none here; `undefined` when there can. */
  static problem(): string | undefined {
    if (process.getuid?.() !== 0) return "needs root, for network namespaces";
    return Network.tried((network) => ip("netns", "add", network.outside), "iproute2 and network namespaces");
  }

  /** Why there can be none that loses packets; `undefined` when there can. To be asked while there is no other one. */
  static lossyProblem(): string | undefined {
    return Network.tried((network) => {
      network.buildRelayed();
    }, "VXLAN of the kernel");
  }

  static create(): Network {
    return Network.built((network) => {
      network.build();
    });
  }

  /** One whose packets all pass a relay, which can lose them, by the numbers that `seed` makes. */
  static async createLossy(seed: number): Promise<Network> {
    const network = Network.built((each) => {
      each.buildRelayed();
    });
    const relay = [JITI, path.join(path.dirname(__filename), "lossy-relay.ts"), RELAY_PORT, seed, RELAY.a.host, RELAY.b.host];
    network.relay = spawn("ip", ["netns", "exec", network.outside, process.execPath, ...relay.map(String)], {
      stdio: ["pipe", "pipe", "inherit"]
    });
    await once(network.relay.stdout!, "data");
    return network;
  }

  private static built(build: (network: Network) => void): Network {
    const prefix = `boards${process.pid}`;
    return Network.build(new Network(prefix, prefix), build);
  }

  private static build(network: Network, build: (network: Network) => void): Network {
    try {
      build(network);
    } catch (error) {
      network.remove();
      throw error;
    }
    return network;
  }

  private static tried(build: (network: Network) => void, needed: string): string | undefined {
    try {
      Network.built(build).remove();
      return undefined;
    } catch (error) {
      return `needs ${needed}: ${String((error as Error).message).split("\n")[0]}`;
    }
  }

  /** Hosts for a second pair, at the same switch; to be removed before this network is. */
  createSecond(): Network {
    return Network.build(new Network(`${this.prefix}-2`, this.outside, SECOND_ADDRESSES, SECOND_MACS), (each) => {
      for (const place of PLACES) each.plug(place);
    });
  }

  /** A board's namespace, for `ip netns exec`. */
  namespace(place: Place): string {
    return `${this.prefix}-${place}`;
  }

  /** Loses one packet of five, and is 20 to 100 ms late with the others, each way. */
  setLossy(on: boolean): void {
    this.relay?.stdin?.write(on ? "lossy\n" : "clear\n");
  }

  /** Drops all that goes to and from a board, of which it sees nothing: its network is up as before. */
  setDropped(place: Place, on: boolean): void {
    ip("-n", this.outside, "link", "set", this.portOf(place), ...(on ? ["nomaster"] : ["master", "switch"]));
  }

  /** Takes the network from a board, or gives it back with an address. */
  setUp(place: Place, address: string | undefined): void {
    const own = this.namespace(place);
    if (!address) {
      ip("-n", own, "link", "set", "wlan0", "down");
      return;
    }
    ip("-n", own, "addr", "flush", "dev", "wlan0");
    ip("-n", own, "link", "set", "wlan0", "up");
    ip("-n", own, "addr", "add", `${address}/24`, "brd", "+", "dev", "wlan0");
    const peer = place === "a" ? "b" : "a";
    for (const known of [this.addresses[peer], ADDRESSES.other])
      ip("-n", own, "neigh", "replace", known, "lladdr", this.macs[peer], "dev", "wlan0", "nud", "permanent");
  }

  remove(): void {
    this.relay?.stdin?.end();
    for (const name of [...PLACES.map((place) => this.namespace(place)), this.prefix]) {
      try {
        ip("netns", "del", name);
      } catch {
        // It was not made.
      }
    }
  }

  private build(): void {
    ip("netns", "add", this.outside);
    ip("-n", this.outside, "link", "add", "switch", "address", MACS.outside, "type", "bridge");
    ip("-n", this.outside, "addr", "add", `${ADDRESSES.outside}/24`, "brd", "+", "dev", "switch");
    ip("-n", this.outside, "link", "set", "switch", "up");
    for (const place of PLACES) this.plug(place);
  }

  /** Makes a board's host, and puts its cable into the switch. */
  private plug(place: Place): void {
    const own = this.namespace(place);
    ip("netns", "add", own);
    ip("-n", own, "link", "set", "lo", "up");
    ip("-n", this.outside, "link", "add", this.portOf(place), "type", "veth", "peer", "name", "wlan0", "netns", own);
    ip("-n", own, "link", "set", "wlan0", "address", this.macs[place]);
    ip("-n", this.outside, "link", "set", this.portOf(place), "master", "switch", "up");
    this.setUp(place, this.addresses[place]);
  }

  private portOf(place: Place): string {
    return `port-${place}${this.addresses === ADDRESSES ? "" : "-2"}`;
  }

  /** In place of the switch, what a host sends is put into datagrams to the relay (VXLAN, RFC 7348). */
  private buildRelayed(): void {
    ip("netns", "add", this.outside);
    for (const place of PLACES) {
      const own = this.namespace(place);
      const { host, own: relay } = RELAY[place];
      ip("netns", "add", own);
      ip("-n", own, "link", "set", "lo", "up");
      ip("-n", this.outside, "link", "add", this.portOf(place), "type", "veth", "peer", "name", "cable", "netns", own);
      ip("-n", this.outside, "addr", "add", `${relay}/24`, "dev", this.portOf(place));
      ip("-n", this.outside, "link", "set", this.portOf(place), "up");
      ip("-n", own, "addr", "add", `${host}/24`, "dev", "cable");
      ip("-n", own, "link", "set", "cable", "up");
      const vxlan = ["type", "vxlan", "id", "1", "local", host, "remote", relay, "dstport", String(RELAY_PORT)];
      ip("-n", own, "link", "add", "wlan0", "address", MACS[place], ...vxlan);
      this.setUp(place, ADDRESSES[place]);
    }
  }
}
