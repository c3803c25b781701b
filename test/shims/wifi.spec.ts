import assert from "node:assert/strict";
import type { IpInfo } from "../../firmware/types/espruino";
import { Lan } from "../../shims/lan";
import { WifiShim } from "../../shims/wifi";
import { createFakeBoard } from "../support/fake-board";

const ROUTER = { ssid: "home", password: "secret password" };
const PASSWORD = { password: ROUTER.password };

/** Two boards in reach of each other and, unless told otherwise, of a router. */
function setUp({ router = true } = {}) {
  const board = createFakeBoard();
  const lan = new Lan({ memory: board.clock });
  const hosts = [lan.addHost("192.168.1.20"), lan.addHost("192.168.1.21")];
  const [a, b] = hosts.map((host) => new WifiShim(board.interpreter, lan, host, router ? ROUTER : undefined));
  const events: string[] = [];
  for (const [name, wifi] of Object.entries({ a, b })) {
    wifi.on("associated", () => events.push(`${name} associated`));
    wifi.on("connected", ({ ip, netmask, gw }: IpInfo) => events.push(`${name} ${ip} ${netmask} ${gw}`));
    wifi.on("disconnected", ({ reason, msg }: { reason: string; msg: string }) => events.push(`${name} ${msg} (${reason})`));
    for (const event of ["sta_joined", "sta_left"])
      wifi.on(event, ({ mac }: { mac: string }) => events.push(`${name} ${event} ${mac}`));
  }
  const result = (error: string | null): void => void events.push(`result ${error}`);
  return { ...board, lan, hosts, a, b, events, result };
}

describe("the Wifi shim", () => {
  it("tells the address by event and by callback", () => {
    const { clock, a, events, result } = setUp();
    a.connect("home", PASSWORD, result);
    assert.equal(a.getIP().ip, "0.0.0.0");
    clock.pass(1000);
    assert.deepEqual(events, ["a associated", "a 192.168.1.20 255.255.255.0 192.168.1.1", "result null"]);
  });

  it("says of a wrong password that the handshake took too long, and of a network that is not there that it was not found", () => {
    const { clock, a, b, events, result } = setUp();
    a.connect("home", { password: "another password" }, result);
    b.connect("work", {});
    clock.pass(5000);
    assert.deepEqual(events, ["a 4WAY_HANDSHAKE_TIMEOUT (15)", "result 4WAY_HANDSHAKE_TIMEOUT", "b NO_AP_FOUND (201)"]);
  });

  it("takes no password while the fault wrongPassword lasts", () => {
    const { clock, a, events } = setUp();
    a.setFault("wrongPassword", true);
    a.connect("home", PASSWORD);
    clock.pass(5000);
    a.setFault("wrongPassword", false);
    a.connect("home", PASSWORD);
    clock.pass(5000);
    assert.deepEqual(events, ["a 4WAY_HANDSHAKE_TIMEOUT (15)", "a associated", "a 192.168.1.20 255.255.255.0 192.168.1.1"]);
  });

  it("says once, after the driver's tries, that the access point is gone, and then does nothing more", () => {
    const { clock, a, events } = setUp();
    a.connect("home", PASSWORD);
    clock.pass(1000);
    a.setFault("accessPointGone", true);
    assert.equal(a.getIP().ip, "0.0.0.0");
    clock.pass(2000);
    assert.equal(events.length, 2);
    clock.pass(60000);
    assert.deepEqual(events.slice(2), ["a NO_AP_FOUND (201)"]);
  });

  it("tells of another address that the router gives, and keeps it over a restart", () => {
    const { clock, a, lan, hosts, interpreter, events } = setUp();
    a.connect("home", PASSWORD);
    clock.pass(1000);
    a.setLease("192.168.1.77");
    clock.pass(1);
    assert.equal(events.at(-1), "a 192.168.1.77 255.255.255.0 192.168.1.1");
    a.stop();
    const again = new WifiShim(interpreter, lan, hosts[0], ROUTER);
    again.connect("home", PASSWORD);
    clock.pass(1000);
    assert.equal(again.getIP().ip, "192.168.1.77");
  });

  it("opens an access point, which another board joins and leaves", () => {
    const { clock, a, b, hosts, lan, events, result } = setUp({ router: false });
    a.startAP("home", PASSWORD, result);
    assert.equal(hosts[0].online, false);
    clock.pass(1000);
    assert.deepEqual([hosts[0].online, hosts[0].address], [true, "192.168.4.1"]);
    // It is no station, and so has no address as such.
    assert.equal(a.getIP().ip, "0.0.0.0");
    assert.equal(a.getAPIP().ip, "192.168.4.1");
    b.connect("home", PASSWORD);
    clock.pass(1000);
    assert.ok(lan.passes(hosts[0], "192.168.4.2") && lan.passes(hosts[1], "192.168.4.1"));
    b.disconnect();
    clock.pass(1000);
    assert.deepEqual(events, [
      "result null",
      "b associated",
      "a sta_joined 02:00:00:00:01:15",
      "b 192.168.4.2 255.255.255.0 192.168.4.1",
      "a sta_left 02:00:00:00:01:15",
      "b ASSOC_LEAVE (8)"
    ]);
  });

  it("takes a station from its access point when the board that opened it loses its power", () => {
    const { clock, a, b, hosts, events } = setUp({ router: false });
    a.startAP("home", PASSWORD);
    b.connect("nothing like it", PASSWORD);
    clock.pass(5000);
    b.connect("home", PASSWORD);
    clock.pass(1000);
    assert.equal(hosts[1].online, true);
    a.stop();
    assert.equal(hosts[1].online, false);
    clock.pass(5000);
    assert.equal(events.at(-1), "b NO_AP_FOUND (201)");
  });

  it("refuses a password for its access point that is too short, the empty one too, and opens it without one", () => {
    const { clock, a, b, hosts } = setUp({ router: false });
    for (const password of ["", "1234567"])
      assert.throws(() => {
        a.startAP("home", { password });
      }, /^Error: Password must be string of at least 8 characters$/);
    a.startAP("home", {});
    clock.pass(1000);
    b.connect("home", {});
    clock.pass(1000);
    assert.equal(hosts[1].address, "192.168.4.2");
  });
});
