import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { IpInfo } from "../../firmware/types/espruino";
import { SimulatedBoard } from "../../shims/board";
import { Lan } from "../../shims/lan";
import { Radio } from "../../shims/radio";
import { WifiShim } from "../../shims/wifi";
import { WIFI_BUILDS } from "../../shims/wifi-build";
import { createFakeBoard, createFakeClock } from "../support/fake-board";

const ROUTER = { ssid: "home", password: "secret password" };
const PASSWORD = { password: ROUTER.password };

/** Two boards in reach of each other and, unless told otherwise, of a router. */
function setUp({ router = true, build = WIFI_BUILDS["2v22 to 2v29"] } = {}) {
  const board = createFakeBoard();
  const { clock, interpreter } = board;
  const lan = new Lan({ memory: clock });
  const hosts = [lan.addHost("192.168.1.20"), lan.addHost("192.168.1.21")];
  const radios = hosts.map((host) => new Radio({ clock, lan, host, router: router ? ROUTER : undefined, build }));
  const [a, b] = radios.map((radio) => new WifiShim(interpreter, radio));
  const events: string[] = [];
  for (const [name, wifi] of Object.entries({ a, b })) {
    wifi.on("associated", () => events.push(`${name} associated`));
    wifi.on("connected", ({ ip, netmask, gw }: IpInfo) => events.push(`${name} ${ip} ${netmask} ${gw}`));
    wifi.on("disconnected", ({ reason, msg }: { reason: string; msg: string }) => events.push(`${name} ${msg} (${reason})`));
    for (const event of ["sta_joined", "sta_left"])
      wifi.on(event, ({ mac }: { mac: string }) => events.push(`${name} ${event} ${mac}`));
  }
  const result = (error: string | null): void => void events.push(`result ${error}`);
  const own = (): string[] => [...lan.accessPoints].map(({ ssid, password }) => ssid + password);
  return { ...board, lan, hosts, radio: radios[0], a, b, events, result, own };
}

/** A board with `script` in flash, beside a router. */
function bootBoard(script: string, build = WIFI_BUILDS["2v22 to 2v29"]) {
  const clock = createFakeClock();
  const lan = new Lan({ memory: clock });
  const onLine = (): void => undefined;
  const board = new SimulatedBoard({ script, lan, address: "192.168.1.20", accessPoint: ROUTER, onLine, clock, espruino: { wifi: build } });
  board.powerOn();
  clock.pass(100);
  return { board, clock, own: () => [...lan.accessPoints].map(({ ssid, password }) => ssid + password) };
}

const JOIN = `require("Wifi").connect("home", { password: "${ROUTER.password}" });`;
const AFTER_AUGUST = WIFI_BUILDS["after August 2026"];

describe("the Wifi shim", () => {
  it("opens a network of its own, without a password, once the script in flash has run", () => {
    const { board, own } = bootBoard("print(1)");
    assert.deepEqual(own(), ["ESP_000114"]);
    assert.deepEqual([board.host.address, board.host.online], ["192.168.4.1", true]);
  });

  it("opens no network of its own after stopAP, until the next power-on", () => {
    const { board, clock, own } = bootBoard("print(1)");
    board.run('require("Wifi").stopAP()');
    assert.deepEqual([own(), board.host.online], [[], false]);
    board.run("reset()");
    clock.pass(100);
    assert.deepEqual(own(), []);
    board.run("E.reboot()");
    clock.pass(100);
    assert.deepEqual(own(), ["ESP_000114"]);
    assert.deepEqual(bootBoard('require("Wifi").stopAP()').own(), []);
  });

  it("opens no network by itself", () => {
    assert.deepEqual(bootBoard("print(1)", AFTER_AUGUST).own(), []);
  });

  it("joins a network beside its own", () => {
    const { board, clock, own } = bootBoard(JOIN);
    clock.pass(1000);
    assert.deepEqual([board.host.address, own()], ["192.168.1.20", ["ESP_000114"]]);
  });

  it("tells the address by event and by callback", () => {
    const { clock, a, events, result } = setUp();
    a.connect("home", PASSWORD, result);
    assert.equal(a.getIP().ip, "0.0.0.0");
    clock.pass(1000);
    assert.deepEqual(events, ["a associated", "result null", "a 192.168.1.20 255.255.255.0 192.168.1.1"]);
  });

  it("does nothing when it has joined a network already, whichever is asked for", () => {
    const { clock, a, events, result } = setUp();
    a.connect("home", PASSWORD);
    clock.pass(1000);
    a.connect("home", PASSWORD, result);
    a.connect("work", {}, result);
    clock.pass(60000);
    assert.deepEqual([events.length, a.getIP().ip], [2, "192.168.1.20"]);
  });

  it("leaves the network that it has joined, and joins anew", () => {
    const { clock, a, events, result } = setUp({ build: AFTER_AUGUST });
    a.connect("home", PASSWORD);
    clock.pass(1000);
    a.connect("home", PASSWORD, result);
    assert.equal(a.getIP().ip, "0.0.0.0");
    clock.pass(1000);
    assert.deepEqual(events.slice(2), ["a associated", "result null", "a 192.168.1.20 255.255.255.0 192.168.1.1"]);
  });

  it("goes on with an attempt in progress, whatever is asked for meanwhile", () => {
    const { clock, a } = setUp();
    a.connect("home", PASSWORD);
    a.connect("work", {});
    clock.pass(1000);
    assert.equal(a.radio.ssid, "home");
  });

  it("joins another network at once after disconnect", () => {
    const { clock, a, b, events } = setUp();
    b.startAP("work", {});
    a.connect("home", PASSWORD);
    clock.pass(1000);
    a.disconnect();
    a.connect("work", {});
    clock.pass(1000);
    assert.deepEqual(events.filter((event) => event.startsWith("a ")), [
      "a associated", "a 192.168.1.20 255.255.255.0 192.168.1.1", "a ASSOC_LEAVE (8)",
      "a associated", "a 192.168.4.2 255.255.255.0 192.168.4.1"
    ]);
  });

  it("ends an attempt by disconnect, and says so", () => {
    const { clock, a, events } = setUp();
    a.disconnect();
    a.connect("home", PASSWORD);
    a.disconnect();
    clock.pass(1000);
    assert.deepEqual([events, a.getIP().ip], [["a ASSOC_LEAVE (8)"], "0.0.0.0"]);
  });

  it("says of a wrong password that the handshake took too long, and of a network that is not there that it was not found", () => {
    const { clock, a, b, events } = setUp();
    a.connect("home", { password: "another password" });
    b.connect("work", {});
    clock.pass(5000);
    assert.deepEqual(events, ["a 4WAY_HANDSHAKE_TIMEOUT (15)", "b NO_AP_FOUND (201)"]);
  });

  it("tells of a failed connect by event only", () => {
    const { clock, a, events, result } = setUp();
    a.connect("work", {}, result);
    clock.pass(60000);
    assert.deepEqual(events, ["a NO_AP_FOUND (201)"]);
  });

  it("calls back with the reason of a failed connect", () => {
    const { clock, a, events, result } = setUp({ build: AFTER_AUGUST });
    a.connect("work", {}, result);
    clock.pass(60000);
    assert.deepEqual(events, ["a NO_AP_FOUND (201)", "result NO_AP_FOUND"]);
  });

  it("tries 5 times after power-on and then once, once always, or 3 times always", () => {
    const tries = Object.values(WIFI_BUILDS).map((build) => {
      const { clock, a, events } = setUp({ build });
      return [1, 2].map((attempt) => {
        a.connect("work", {});
        const begun = clock.now();
        while (events.length < attempt) clock.pass(100);
        return Math.floor((clock.now() - begun) / 2400);
      });
    });
    assert.deepEqual(tries, [[5, 1], [1, 1], [3, 3]]);
  });

  it("gives the number of the reason only", () => {
    const { clock, a, events } = setUp({ build: WIFI_BUILDS["2v20"] });
    a.connect("work", {});
    clock.pass(60000);
    assert.deepEqual(events, ["a undefined (201)"]);
  });

  it("can leave out the reason", () => {
    const { clock, a, radio, events } = setUp();
    radio.setFault("noReason", true);
    a.connect("work", {});
    clock.pass(60000);
    assert.deepEqual(events, ["a NO_AP_FOUND (undefined)"]);
  });

  it("says once that the access point is gone, and then does nothing more", () => {
    const { clock, a, radio, events } = setUp();
    a.connect("home", PASSWORD);
    clock.pass(1000);
    radio.setFault("accessPointGone", true);
    assert.equal(a.getIP().ip, "0.0.0.0");
    clock.pass(2000);
    assert.equal(events.length, 2);
    clock.pass(60000);
    assert.deepEqual(events.slice(2), ["a BEACON_TIMEOUT (200)"]);
  });

  it("tells of another address that the router gives, and keeps it over a restart", () => {
    const { clock, a, lan, hosts, radio, interpreter, events } = setUp();
    a.connect("home", PASSWORD);
    clock.pass(1000);
    radio.setLease("192.168.1.77");
    clock.pass(1);
    assert.equal(events.at(-1), "a 192.168.1.77 255.255.255.0 192.168.1.1");
    radio.off();
    const again = new WifiShim(interpreter, new Radio({ clock, lan, host: hosts[0], router: ROUTER }));
    again.connect("home", PASSWORD);
    clock.pass(1000);
    assert.equal(again.getIP().ip, "192.168.1.77");
  });

  it("never takes an address from setIP, and reports success", () => {
    const { clock, a, events, result } = setUp();
    a.connect("home", PASSWORD);
    clock.pass(1000);
    a.setIP({ ip: "192.168.1.99", netmask: "255.255.255.0", gw: "192.168.1.1" }, result);
    clock.pass(1000);
    assert.deepEqual([a.getIP().ip, events.at(-1)], ["192.168.1.20", "result null"]);
  });

  it("never frees the details of an event: 12 JsVars for a failed connect, 1 if a handler deletes their members", () => {
    const { clock, a, b } = setUp();
    b.on("disconnected", (details: Record<string, unknown>) => {
      for (const name of Object.keys(details)) delete details[name];
    });
    for (const wifi of [a, b]) wifi.connect("work", {});
    clock.pass(5000);
    // The name "work" and the reason "201" are as long as those of the measurement.
    assert.deepEqual([a.leakedVars, b.leakedVars], [12, 1]);
    const { board, clock: boards } = bootBoard('require("Wifi").connect("work", {})');
    boards.pass(5000);
    const used = board.run("process.memory().usage") as number;
    board.run("reset()");
    boards.pass(100);
    assert.equal(used - (board.run("process.memory().usage") as number), 12);
  });

  it("stays in its network over reset()", () => {
    const { board, clock } = bootBoard(JOIN);
    clock.pass(1000);
    board.run("reset()");
    clock.pass(60000);
    assert.deepEqual([board.wifi.ssid, board.run('require("Wifi").getIP().ip')], ["home", "192.168.1.20"]);
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

  it("does not call back for an access point that takes the place of one that is open", () => {
    const { clock, a, events, result, own } = setUp();
    a.startAP("old", {});
    clock.pass(1000);
    a.startAP("new", {}, result);
    clock.pass(1000);
    assert.deepEqual([own(), events], [["new"], []]);
  });

  it("takes a station from its access point when the board that opened it loses its power", () => {
    const { clock, a, b, radio, hosts, events } = setUp({ router: false });
    a.startAP("home", PASSWORD);
    clock.pass(1000);
    b.connect("home", PASSWORD);
    clock.pass(1000);
    assert.equal(hosts[1].online, true);
    radio.off();
    assert.equal(hosts[1].online, false);
    clock.pass(5000);
    assert.equal(events.at(-1), "b BEACON_TIMEOUT (200)");
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

describe("the faults of the Wifi shim", () => {
  it("take no password while wrongPassword lasts", () => {
    const { clock, a, radio, events } = setUp();
    radio.setFault("wrongPassword", true);
    a.connect("home", PASSWORD);
    clock.pass(5000);
    radio.setFault("wrongPassword", false);
    a.connect("home", PASSWORD);
    clock.pass(5000);
    assert.deepEqual(events, ["a 4WAY_HANDSHAKE_TIMEOUT (15)", "a associated", "a 192.168.1.20 255.255.255.0 192.168.1.1"]);
  });

  it("crash a board that is out of memory, and restart it", () => {
    const lines: string[] = [];
    const clock = createFakeClock();
    const script = 'print("start"); require("Wifi").on("disconnected", join); function join() { require("Wifi").connect("work", {}); } join()';
    const options = { lan: new Lan({ memory: clock }), address: "192.168.1.20", clock, espruino: { totalVars: 100 } };
    new SimulatedBoard({ ...options, script, onLine: (line) => lines.push(line) }).powerOn();
    clock.pass(13000);
    assert.deepEqual(lines, ["start", "OUT OF MEMORY", "start"]);
  });
});

describe("the table of the Wifi shim's contract", () => {
  it("has a test for each fact, by its words", function () {
    const text = readFileSync(path.join(__dirname, "..", "..", "shims", "wifi.md"), "utf8");
    const facts = [...text.matchAll(/^\| ([^|]+) \|/gm)].map(([, fact]) => fact).filter((fact) => !/^(fact|---)$/.test(fact));
    const suite = this.test?.parent?.parent?.suites.find(({ title }) => title === "the Wifi shim");
    assert.deepEqual(facts.toSorted(), suite?.tests.map(({ title }) => title).toSorted());
  });
});
