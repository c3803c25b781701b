import assert from "node:assert/strict";
import type { BoardSettings } from "../../scripts/settings";
import { Lan, type Host } from "../../shims/lan";
import { createFakeClock, SETTINGS, type FakeClock } from "./fake-board";
import { WiredBoard } from "./wired-board";

const ADDRESSES = ["192.168.1.20", "192.168.1.21"];
const SETTINGS_B: Partial<BoardSettings> = { name: "ESP32-B", port: 82, first: 2, peerName: "ESP32-A", peerFirst: 1, peerPort: 81 };

export interface WiredPair {
  clock: FakeClock;
  lan: Lan;
  a: WiredBoard;
  b: WiredBoard;
}

/** Both boards, without power as yet, on one clock and one network; `settings` are for both. */
export function createWiredPair(settings: Partial<BoardSettings> = {}): WiredPair {
  const clock = createFakeClock();
  const lan = new Lan({ memory: clock });
  const [a, b] = [SETTINGS, { ...SETTINGS, ...SETTINGS_B }].map(
    (own, i) => new WiredBoard(clock, lan, ADDRESSES[i], { ...own, peerHost: "", peerIp: "", ...settings })
  );
  // No board's time is 0.
  clock.pass(1000);
  return { clock, lan, a, b };
}

/** Both boards, which have just exchanged their first numbers. */
export function linkedPair(settings: Partial<BoardSettings> = {}): WiredPair {
  const pair = createWiredPair(settings);
  pair.a.powerOn();
  pair.b.powerOn();
  pair.clock.pass(2500);
  assert.deepEqual([pair.a.links(), pair.b.links()], [[true, true], [true, true]]);
  return pair;
}

/** Both boards, but something else has the port of B's server and answers nothing: only B's client is linked. */
export function halfLinkedPair(): WiredPair {
  const pair = createWiredPair();
  pair.lan.listen(pair.b.host, 82, () => undefined);
  pair.a.powerOn();
  pair.b.powerOn();
  pair.clock.pass(8000);
  return pair;
}

/** How long it takes until something is so, in ms, looked at every 10 ms. */
export function msUntil({ clock }: WiredPair, isSo: () => boolean, most = 120000): number {
  const startMs = clock.now();
  while (!isSo() && clock.now() - startMs < most) clock.pass(10);
  return clock.now() - startMs;
}

/** From now on, no datagram that a board sends arrives; returns how many it has sent. */
export function block({ lan }: WiredPair, board: WiredBoard): () => number {
  const send = lan.sendDatagram.bind(lan);
  let blocked = 0;
  lan.sendDatagram = (host, ...rest) => (host === board.host ? !!++blocked : send(host, ...rest));
  return () => blocked;
}

/** Returns how many UDP ports a board has, of those that it takes from now on. */
export function countUdpPorts(lan: Lan, of: Host): () => number {
  const bind = lan.bind.bind(lan);
  let open = 0;
  lan.bind = (host, ...rest) => {
    const { port, release } = bind(host, ...rest);
    if (host !== of) return { port, release };
    open++;
    return {
      port,
      release: () => {
        open--;
        release();
      }
    };
  };
  return () => open;
}
