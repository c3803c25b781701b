import assert from "node:assert/strict";
import type { Dgram } from "../../firmware/types/espruino";
import type { BoardSettings } from "../../scripts/settings";
import type { AccessPoint } from "../../shims/access-point";
import { Lan } from "../../shims/lan";
import { Radio } from "../../shims/radio";
import { WifiShim } from "../../shims/wifi";
import { WIFI_BUILDS, type WifiBuild } from "../../shims/wifi-build";
import { createFakeBoard } from "../support/fake-board";

interface SetUp {
  settings?: Partial<BoardSettings>;
  build?: WifiBuild;
  /** Networks in reach beside the usual one. */
  second?: AccessPoint;
}

function setUp({ settings, build, second }: SetUp = {}) {
  const board = createFakeBoard();
  const { clock, interpreter } = board;
  const lan = new Lan({ memory: clock });
  const host = lan.addHost("192.168.1.20");
  const wifi = new Radio({ clock, lan, host, router: { ssid: "home", password: "secret password" }, build });
  if (second) new Radio({ clock, lan, host: lan.addHost("192.168.1.99") }).open(second.ssid, second.password);
  const shim = new WifiShim(interpreter, wifi);
  const copy = board.firmware(settings);
  copy.load<typeof import("../../firmware/hardware")>("hardware").useNetwork(shim, {} as Dgram);
  const role = copy.load<typeof import("../../firmware/wifi")>("wifi");
  const changes: boolean[] = [];
  role.onChange((info) => changes.push(!!info));
  return { ...board, lan, host, wifi, shim, role, changes };
}

/** When the lines that match were printed, in ms, while `ms` pass. */
function timesOf(pattern: RegExp, { clock, lines }: ReturnType<typeof setUp>, ms: number): number[] {
  const times: number[] = [];
  for (let at = 0; at < ms; at += 10) {
    const before = lines.length;
    clock.pass(10);
    times.push(...lines.slice(before).filter((line) => pattern.test(line)).map(() => clock.now()));
  }
  return times;
}

describe("the wifi role", () => {
  it("joins, gives its address, and prints it", () => {
    const { clock, lines, role, changes } = setUp();
    role.begin();
    assert.equal(role.address, "");
    clock.pass(1000);
    assert.equal(role.address, "192.168.1.20");
    assert.deepEqual(changes, [true]);
    assert.deepEqual(lines, ["WiFi: joining home", "WiFi: 192.168.1.20"]);
  });

  it("turns modem sleep off and gives the router the board's name", () => {
    const { clock, wifi, role } = setUp();
    role.begin();
    clock.pass(1000);
    assert.equal(wifi.powersave, "none");
    assert.equal(wifi.hostname, "ESP32-A");
  });

  for (const [releases, build] of Object.entries(WIFI_BUILDS)) {
    it(`has left the network that the board was in 5 s after a redeploy with another, and joined that (${releases})`, () => {
      const { clock, wifi, role, host } = setUp({ build, settings: { ssid: "lab", password: "" }, second: { ssid: "lab", password: "" } });
      wifi.join("home", "secret password");
      clock.pass(10000);
      assert.equal(host.address, "192.168.1.20");
      role.begin();
      clock.pass(5000);
      assert.deepEqual([wifi.ssid, role.address], ["lab", "192.168.4.2"]);
    });

    it(`has its address 5 s after a redeploy on a board that is in the network already (${releases})`, () => {
      const { clock, wifi, role, changes } = setUp({ build });
      wifi.join("home", "secret password");
      clock.pass(10000);
      role.begin();
      clock.pass(5000);
      assert.deepEqual([role.address, changes], ["192.168.1.20", [true]]);
    });

    it(`closes the board's own open network before it joins (${releases})`, () => {
      const { clock, wifi, lan, role } = setUp({ build });
      role.begin();
      wifi.restore();
      for (let ms = 0; ms < 5000; ms += 10) {
        clock.pass(10);
        assert.equal(lan.accessPoints.size, 0, `at ${ms} ms`);
      }
      assert.equal(role.address, "192.168.1.20");
    });

    it(`says once why a password was refused, and goes on trying (${releases})`, () => {
      const { clock, lines, role, changes } = setUp({ build, settings: { password: "wrong password" } });
      role.begin();
      while (lines.length < 3) clock.pass(100);
      assert.match(lines[1], build.tellsMsg ? /^WiFi: 4WAY_HANDSHAKE_TIMEOUT \(15\); next try in \d+ ms$/ : /^WiFi: disconnected \(15\); next try in \d+ ms$/);
      assert.equal(lines[2], "WiFi: joining home");
      assert.deepEqual(changes, []);
    });

    it(`loses to the driver one JsVar for each event (${releases})`, () => {
      const { clock, lines, wifi, shim, role } = setUp({ build });
      wifi.setFault("accessPointGone", true);
      role.begin();
      while (lines.filter((line) => line.includes("next try")).length < 20) clock.pass(100);
      assert.equal(shim.leakedVars, 20);
      wifi.setFault("accessPointGone", false);
      clock.pass(60000);
      // Joining is two events.
      assert.deepEqual([role.address, shim.leakedVars], ["192.168.1.20", 22]);
    });
  }

  it("says what it knows when the driver leaves out the reason", () => {
    const { clock, lines, wifi, role } = setUp({ settings: { ssid: "elsewhere" } });
    wifi.setFault("noReason", true);
    role.begin();
    clock.pass(3000);
    assert.match(lines[1], /^WiFi: NO_AP_FOUND; next try in \d+ ms$/);
  });

  it("leaves a network that the board joins by itself once the script has run", () => {
    const { clock, lines, wifi, role } = setUp({ settings: { ssid: "lab", password: "" }, second: { ssid: "lab", password: "" } });
    role.begin();
    // What `Wifi.save` has saved (`jswrap_wifi_restore`).
    wifi.join("home", "secret password");
    clock.pass(5000);
    assert.deepEqual([wifi.ssid, lines], ["lab", ["WiFi: joining lab", "WiFi: 192.168.4.2"]]);
  });

  it("tries again after 1 s at first and 45 s at most, a fifth less by chance", () => {
    const context = setUp({ settings: { ssid: "elsewhere" } });
    context.role.begin();
    const times = timesOf(/joining/, context, 3000000);
    // The driver's try takes 2.4 s of each wait, and leaving 0.2 s.
    const waits = times.slice(1).map((time, index) => time - times[index] - 2600);
    assert.ok(waits.slice(0, 16).every((wait) => wait >= 790 && wait <= 1020), String(waits));
    assert.ok(waits.slice(16, 32).every((wait) => wait >= 1590 && wait <= 2020), String(waits));
    assert.ok(waits.length > 105 && waits.slice(96).every((wait) => wait >= 35990 && wait <= 45020), String(waits));
  });

  it("is back within 4 s of the network's return after half a minute without one", () => {
    for (let goneMs = 28000; goneMs < 32000; goneMs += 500) {
      const { clock, wifi, role } = setUp();
      role.begin();
      clock.pass(1000);
      wifi.setFault("accessPointGone", true);
      clock.pass(goneMs);
      assert.equal(role.address, "");
      wifi.setFault("accessPointGone", false);
      clock.pass(4000);
      assert.equal(role.address, "192.168.1.20", `gone for ${goneMs} ms`);
    }
  });

  it("joins again by itself when the access point was gone, and tells of both", () => {
    const { clock, lines, wifi, role, changes } = setUp();
    role.begin();
    clock.pass(1000);
    wifi.setFault("accessPointGone", true);
    clock.pass(10000);
    assert.equal(role.address, "");
    assert.deepEqual(changes, [true, false]);
    assert.ok(lines.some((line) => /^WiFi: NO_AP_FOUND \(201\); next try in \d+ ms$/.test(line)), lines.join("\n"));
    wifi.setFault("accessPointGone", false);
    clock.pass(40000);
    assert.equal(role.address, "192.168.1.20");
    assert.deepEqual(changes, [true, false, true]);
  });

  it("tries again when the router gives no address within 30 s", () => {
    const { clock, lines, wifi, role } = setUp();
    wifi.faults.add("noAddress");
    role.begin();
    clock.pass(31000);
    assert.ok(lines.some((line) => line.startsWith("WiFi: no address; next try in ")), lines.join("\n"));
    wifi.faults.delete("noAddress");
    clock.pass(5000);
    assert.equal(role.address, "192.168.1.20");
  });

  it("starts anew at 1 s after it had joined", () => {
    const context = setUp();
    context.wifi.setFault("accessPointGone", true);
    context.role.begin();
    context.clock.pass(60000);
    context.wifi.setFault("accessPointGone", false);
    context.clock.pass(60000);
    context.wifi.setFault("accessPointGone", true);
    context.clock.pass(3000);
    assert.match(context.lines.at(-1) ?? "", /next try in ([89]\d\d|1000) ms$/);
  });

  it("leaves nothing running after stop()", () => {
    const { clock, lines, interpreter, role } = setUp({ settings: { ssid: "elsewhere" } });
    role.begin();
    clock.pass(3000);
    assert.equal(interpreter.timerCount, 1);
    role.stop();
    const printed = lines.length;
    clock.pass(600000);
    assert.equal(interpreter.timerCount, 0);
    assert.equal(lines.length, printed);
  });

  it("leaves the network with stop(), and stays away", () => {
    const { clock, host, lines, interpreter, role } = setUp();
    role.begin();
    clock.pass(1000);
    role.stop();
    const printed = lines.length;
    clock.pass(600000);
    assert.deepEqual([role.address, host.online, interpreter.timerCount], ["", false, 0]);
    assert.equal(lines.length, printed);
  });
});
