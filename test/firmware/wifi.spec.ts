import assert from "node:assert/strict";
import type { Dgram } from "../../firmware/types/espruino";
import type { BoardSettings } from "../../scripts/settings";
import { Lan } from "../../shims/lan";
import { Radio } from "../../shims/radio";
import { WifiShim } from "../../shims/wifi";
import { createFakeBoard } from "../support/fake-board";

function setUp(settings: Partial<BoardSettings> = {}) {
  const board = createFakeBoard();
  const lan = new Lan({ memory: board.clock });
  const host = lan.addHost("192.168.1.20");
  const accessPoint = { ssid: "home", password: "secret password" };
  const wifi = new Radio({ clock: board.clock, lan, host, router: accessPoint });
  const copy = board.firmware(settings);
  copy.load<typeof import("../../firmware/hardware")>("hardware").useNetwork(new WifiShim(board.interpreter, wifi), {} as Dgram);
  const role = copy.load<typeof import("../../firmware/wifi")>("wifi");
  const changes: boolean[] = [];
  role.onChange((info) => changes.push(!!info));
  return { ...board, host, wifi, role, changes };
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

  it("says why a password was refused, and goes on trying", () => {
    const { clock, lines, role, changes } = setUp({ password: "wrong password" });
    role.begin();
    clock.pass(2410);
    assert.match(lines[1], /^WiFi: 4WAY_HANDSHAKE_TIMEOUT \(15\); next try in \d+ ms$/);
    clock.pass(1000);
    assert.equal(lines[2], "WiFi: joining home");
    assert.deepEqual(changes, []);
  });

  it("tries again after 1 s at first and 30 s at most, a fifth less by chance", () => {
    const context = setUp({ ssid: "elsewhere" });
    context.role.begin();
    const times = [0, ...timesOf(/joining/, context, 1500000)];
    // The driver's own tries take 2.4 s of each wait.
    const waits = times.slice(1).map((time, index) => time - times[index] - 2400);
    assert.ok(waits.slice(0, 16).every((wait) => wait >= 790 && wait <= 1010), String(waits));
    assert.ok(waits.slice(16, 32).every((wait) => wait >= 1590 && wait <= 2010), String(waits));
    assert.ok(waits.length > 85 && waits.slice(80).every((wait) => wait >= 23990 && wait <= 30010), String(waits));
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

  it("takes a loss that is told twice for one", () => {
    const context = setUp({ password: "wrong password" });
    context.role.begin();
    context.clock.pass(2500);
    assert.equal(context.lines.filter((line) => line.includes("next try")).length, 1);
  });

  it("tries again when the router gives no address within 30 s", () => {
    const { clock, lines, wifi, role } = setUp();
    wifi.faults.add("noAddress");
    role.begin();
    clock.pass(30010);
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
    context.clock.pass(40000);
    context.wifi.setFault("accessPointGone", true);
    context.clock.pass(3000);
    assert.match(context.lines.at(-1) ?? "", /next try in ([89]\d\d|1000) ms$/);
  });

  it("leaves nothing running after stop()", () => {
    const { clock, lines, interpreter, role } = setUp({ ssid: "elsewhere" });
    role.begin();
    clock.pass(2500);
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
