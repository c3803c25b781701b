import assert from "node:assert/strict";
import type { Status } from "../../firmware/types/status";
import { Interpreter } from "../../shims/interpreter";
import { createNet } from "../../shims/net";
import type { WiredBoard } from "../support/wired-board";
import { block, countUdpPorts, createWiredPair, halfLinkedPair, linkedPair, msUntil, type WiredPair } from "../support/wired-pair";

const NONE = [false, false];

function received(board: WiredBoard): [server: number, client: number] {
  const { server, client } = board.status().links;
  return [server.received, client.received];
}

describe("the board", () => {
  it("joins the network, finds its peer, and exchanges numbers with it on both links", () => {
    const { a, b } = linkedPair();
    const joined = ["WiFi: joining home", "WiFi: 192.168.1.20", "Discovery: ESP32-B at 192.168.1.21:82"];
    assert.deepEqual(a.lines.slice(0, 3), joined);
    // Either link may be the first.
    assert.deepEqual(a.lines.slice(3, 5).sort(), ["Client: ESP32-B connected", "Server: ESP32-B connected"]);
    assert.deepEqual(a.lines.slice(5).sort(), ["Message from ESP32-B server: 2", "Received from ESP32-B: 2"]);
    assert.deepEqual(b.lines.slice(5).sort(), ["Message from ESP32-A server: 1", "Received from ESP32-A: 1"]);
  });

  it("counts up from its start, even without a network or a peer", () => {
    const { clock, a, b } = createWiredPair();
    a.powerOn();
    clock.pass(7000);
    assert.deepEqual([a.links(), a.status().sent], [NONE, { server: 0, client: 0 }]);
    b.powerOn();
    clock.pass(2000);
    assert.ok(b.lines.includes("Received from ESP32-A: 7"), b.lines.join("\n"));
  });

  it("shows its state at the console as status()", () => {
    const { clock, a } = linkedPair();
    clock.pass(6000);
    const { links, lagMs, ...rest } = a.status();
    assert.deepEqual(rest, {
      address: "192.168.1.20",
      wifi: "",
      peer: "192.168.1.21:82",
      ignored: 0,
      uptime: 9,
      free: 4000,
      clients: 1,
      sent: { server: 4, client: 4 }
    } satisfies Omit<Status, "links" | "lagMs">);
    assert.ok(lagMs >= 0 && lagMs < 10, String(lagMs));
    for (const { roundTripMs, ...link } of [links.server, links.client]) {
      assert.ok(roundTripMs > 0 && roundTripMs < 50, String(roundTripMs));
      const lost = { by: "", code: 0, reason: "", stoodS: 0 };
      assert.deepEqual(link, { up: true, connects: 1, received: 4, missing: 0, doubled: 0, late: 0, lost });
    }
  });

  it("reports each link separately", () => {
    const { clock, a, b } = halfLinkedPair();
    clock.pass(2000);
    assert.deepEqual([a.links(), b.links()], [[true, false], [false, true]]);
    const { server, client } = a.status().links;
    assert.deepEqual([server.connects, client.connects], [1, 0]);
    assert.deepEqual([server.received > 0, client.received], [true, 0]);
    assert.equal(client.lost.by, "us");
    const { sent } = a.status();
    assert.deepEqual([sent.server > 0, sent.client], [true, 0]);
  });

  it("reports the largest delay of a number", () => {
    const { clock, a } = linkedPair();
    // The third number is due in 1.5 s.
    clock.pass(1400);
    a.interpreter.block(800);
    clock.pass(10000);
    const { lagMs } = a.status();
    assert.ok(lagMs > 600 && lagMs < 800, String(lagMs));
  });

  describe("when the WiFi is lost", () => {
    it("ends both links at once and says why", () => {
      const { clock, a } = linkedPair();
      a.wifi.setFault("accessPointGone", true);
      clock.pass(2410);
      assert.deepEqual(a.links(), NONE);
      assert.deepEqual([a.status().clients, a.status().address], [0, ""]);
      assert.match(a.status().wifi, /^BEACON_TIMEOUT/);
      for (const which of ["Server", "Client"])
        assert.ok(a.lines.some((line) => line.startsWith(`${which}: ESP32-B lost after `) && line.endsWith(", WiFi lost")), a.lines.join("\n"));
    });

    it("sends no announcements until it is back", () => {
      const pair = linkedPair();
      pair.a.wifi.setFault("accessPointGone", true);
      pair.clock.pass(2410);
      const sent = block(pair, pair.a);
      pair.clock.pass(60000);
      assert.equal(sent(), 0);
    });

    it("makes no connection attempts until it is back, as they would block", () => {
      const { clock, a, b } = linkedPair();
      a.wifi.setFault("accessPointGone", true);
      clock.pass(60000);
      for (const board of [a, b]) assert.ok(!board.lines.some((line) => line.includes("Connect failed")), board.lines.join("\n"));
    });

    it("restores both links within 5 s of joining, and keeps counting", () => {
      const pair = linkedPair();
      const { clock, a, b } = pair;
      a.wifi.setFault("accessPointGone", true);
      clock.pass(30000);
      a.wifi.setFault("accessPointGone", false);
      msUntil(pair, () => a.status().address !== "");
      const ms = msUntil(pair, () => [...a.links(), ...b.links()].every(Boolean));
      assert.ok(ms < 5000, `${ms} ms`);
      const before = received(a);
      clock.pass(10000);
      assert.deepEqual(received(a), before.map((count) => count + 5));
      const { server, client } = a.status().links;
      assert.deepEqual([server.connects, client.connects], [2, 2]);
    });
  });

  it("moves both links to a new address", () => {
    const pair = linkedPair();
    const { clock, a, b } = pair;
    a.wifi.setLease("192.168.1.30");
    clock.pass(100);
    const ms = msUntil(pair, () => [...a.links(), ...b.links()].every(Boolean));
    assert.ok(ms < 5000, `${ms} ms`);
    assert.deepEqual([a.status().address, b.status().peer], ["192.168.1.30", "192.168.1.30:81"]);
    assert.ok(b.lines.includes("Discovery: ESP32-A at 192.168.1.30:81"), b.lines.join("\n"));
    const { server, client } = a.status().links;
    assert.deepEqual([server.connects, client.connects], [2, 2]);
    clock.pass(3000);
    assert.deepEqual([a.status().clients, b.status().clients], [1, 1]);
  });

  describe("when the peer restarts", () => {
    /** How long it takes until both links stand, once B is on again, in ms. */
    function powerOn(pair: WiredPair): number {
      pair.b.powerOn();
      return msUntil(pair, () => [...pair.a.links(), ...pair.b.links()].every(Boolean));
    }

    it("restores both links within 3 s, and reports the restart", () => {
      const pair = linkedPair();
      const { clock, a, b } = pair;
      clock.pass(20000);
      b.reset();
      const ms = powerOn(pair);
      assert.ok(ms < 3000, `${ms} ms`);
      clock.pass(10000);
      for (const source of ["ESP32-B", "ESP32-B server"])
        assert.equal(a.lines.filter((line) => line.startsWith(`Restarted: ${source} at `)).length, 1, a.lines.join("\n"));
    });

    it("replaces the old connection, which hangs, with the new one at once", () => {
      const pair = linkedPair();
      pair.b.powerOff();
      pair.clock.pass(500);
      pair.b.powerOn();
      msUntil(pair, () => pair.b.links()[1]);
      pair.clock.pass(100);
      assert.equal(pair.a.status().clients, 1);
      assert.equal(pair.a.links()[0], true);
    });

    it("makes no connection attempts while the peer is away, and restores both links within 3 s", () => {
      const pair = linkedPair();
      pair.b.powerOff();
      pair.clock.pass(120000);
      const ms = powerOn(pair);
      assert.ok(ms < 3000, `${ms} ms`);
      assert.ok(!pair.a.lines.some((line) => line.includes("Connect failed")), pair.a.lines.join("\n"));
      assert.deepEqual([pair.a.status().clients, pair.b.status().clients], [1, 1]);
    });
  });

  for (const [periodMs, silenceS] of [[200, 3], [2000, 6], [15000, 30]])
    it(`gives up a peer that has been silent for ${silenceS} s if the period is ${periodMs} ms`, () => {
      const pair = linkedPair({ periodMs });
      // Long enough for a ping.
      pair.clock.pass(5000);
      pair.b.powerOff();
      const ms = msUntil(pair, () => !pair.a.links().some(Boolean));
      assert.ok(ms > (silenceS - 4) * 1000 && ms < (silenceS + 4) * 1000, `${ms} ms`);
      const { reason } = pair.a.status().links.client.lost;
      assert.equal(reason, `nothing came for ${silenceS} s`);
    });

  it("connects to the configured address as soon as the peer has connected, if UDP is blocked", () => {
    const pair = createWiredPair();
    const { a, b } = pair;
    for (const board of [a, b]) block(pair, board);
    a.configure({ peerHost: "192.168.1.21", peerIp: "192.168.1.21" });
    b.configure({ peerHost: "192.168.1.20", peerIp: "192.168.1.20" });
    a.powerOn();
    pair.clock.pass(30000);
    b.powerOn();
    // A tries the address after a minute; B has been on for half of it.
    const ms = msUntil(pair, () => [...a.links(), ...b.links()].every(Boolean));
    assert.ok(ms < 35000, `${ms} ms`);
    assert.deepEqual([a.status().peer, b.status().peer], ["", ""]);
  });

  it("reports that it has heard nothing for a minute, and tries no address if none is configured", () => {
    const { clock, a } = createWiredPair();
    a.powerOn();
    clock.pass(1000);
    a.wifi.setFault("accessPointGone", true);
    clock.pass(120000);
    a.wifi.setFault("accessPointGone", false);
    clock.pass(50000);
    const said = (): string[] => a.lines.filter((line) => !line.startsWith("WiFi: "));
    assert.notEqual(a.status().address, "");
    assert.deepEqual(said(), []);
    clock.pass(60000);
    assert.equal(said().length, 1, said().join("\n"));
    assert.match(said()[0], /^Discovery: .* ESP32-B on UDP port 8182$/);
  });

  it("keeps at most two UDP sockets open, and none without a network", () => {
    const pair = createWiredPair();
    const open = countUdpPorts(pair.lan, pair.a.host);
    pair.a.powerOn();
    pair.b.powerOn();
    pair.clock.pass(60500);
    assert.ok(open() <= 2, String(open()));
    pair.a.wifi.setFault("accessPointGone", true);
    pair.clock.pass(3000);
    assert.equal(open(), 0);
  });

  describe("with a silent guest", () => {
    const REQUEST =
      "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    /** Connects a guest to A that answers no pings; returns how long it takes A to drop it, in ms. */
    function msToDrop(pair: WiredPair): number {
      const { clock, lan, a } = pair;
      const host = lan.addHost("192.168.1.50");
      host.online = true;
      const guest = createNet(new Interpreter(clock, () => undefined), lan, host).connect({ host: a.host.address, port: 81 });
      guest.write(REQUEST);
      clock.pass(50);
      const clients = a.status().clients;
      return msUntil(pair, () => a.status().clients < clients);
    }

    it("waits 24 s for the guest while the peer is heard", () => {
      const ms = msToDrop(linkedPair());
      assert.ok(ms > 23000 && ms < 26000, `${ms} ms`);
    });

    it("waits 24 s for the guest while the peer is heard on one link only", () => {
      const ms = msToDrop(halfLinkedPair());
      assert.ok(ms > 23000 && ms < 26000, `${ms} ms`);
    });

    it("drops the guest after 6 s if the peer is not heard either", () => {
      const pair = createWiredPair();
      pair.a.powerOn();
      pair.clock.pass(2500);
      const ms = msToDrop(pair);
      assert.ok(ms > 5000 && ms < 8000, `${ms} ms`);
    });
  });
});
