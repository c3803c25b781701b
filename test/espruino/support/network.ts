import { execFileSync } from "node:child_process";

export type Place = "a" | "b";

/** What boards and others have as addresses; the last of a board's is the one it may change to. */
const SUBNET = "10.77.0";
export const ADDRESSES = { a: `${SUBNET}.20`, b: `${SUBNET}.21`, other: `${SUBNET}.77`, outside: `${SUBNET}.254` };
export const NETMASK = "255.255.255.0";

const MACS = { a: "02:00:00:00:00:0a", b: "02:00:00:00:00:0b", outside: "02:00:00:00:00:0f" };
const PLACES: Place[] = ["a", "b"];

function portOf(place: Place): string {
  return `port-${place}`;
}

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
  private constructor(private readonly prefix: string) {}

  /** Why there can be none here; `undefined` when there can. */
  static problem(): string | undefined {
    if (process.getuid?.() !== 0) return "needs root, for network namespaces";
    try {
      new Network(`probe${process.pid}`).probe();
      return undefined;
    } catch (error) {
      return `needs iproute2 and network namespaces: ${String((error as Error).message).split("\n")[0]}`;
    }
  }

  static create(): Network {
    const network = new Network(`boards${process.pid}`);
    try {
      network.build();
    } catch (error) {
      network.remove();
      throw error;
    }
    return network;
  }

  /** The namespaces, for `ip netns exec`. */
  get outside(): string {
    return this.prefix;
  }

  namespace(place: Place): string {
    return `${this.prefix}-${place}`;
  }

  /** Whether packets can be lost and delayed here, which takes netem of the kernel. */
  get canLose(): boolean {
    try {
      this.setLossy(true);
      this.setLossy(false);
      return true;
    } catch {
      return false;
    }
  }

  /** Loses 20 % of what goes to each board, and delays the rest by 20 to 100 ms. */
  setLossy(on: boolean): void {
    for (const place of PLACES) {
      const args = ["netns", "exec", this.outside, "tc", "qdisc", on ? "replace" : "del", "dev", portOf(place), "root"];
      ip(...args, ...(on ? ["netem", "loss", "20%", "delay", "60ms", "40ms"] : []));
    }
  }

  /** Drops all that goes to and from a board, of which it sees nothing: its network is up as before. */
  setDropped(place: Place, on: boolean): void {
    ip("-n", this.outside, "link", "set", portOf(place), ...(on ? ["nomaster"] : ["master", "switch"]));
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
    for (const known of [ADDRESSES[peer], ADDRESSES.other])
      ip("-n", own, "neigh", "replace", known, "lladdr", MACS[peer], "dev", "wlan0", "nud", "permanent");
  }

  remove(): void {
    for (const name of [...PLACES.map((place) => this.namespace(place)), this.outside]) {
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
    for (const place of PLACES) {
      const own = this.namespace(place);
      ip("netns", "add", own);
      ip("-n", own, "link", "set", "lo", "up");
      ip("-n", this.outside, "link", "add", portOf(place), "type", "veth", "peer", "name", "wlan0", "netns", own);
      ip("-n", own, "link", "set", "wlan0", "address", MACS[place]);
      ip("-n", this.outside, "link", "set", portOf(place), "master", "switch", "up");
      this.setUp(place, ADDRESSES[place]);
    }
  }

  private probe(): void {
    try {
      ip("netns", "add", this.outside);
    } finally {
      this.remove();
    }
  }
}
