import assert from "node:assert/strict";
import type { Dgram } from "../../firmware/types/espruino";
import { Lan } from "../../shims/lan";
import { Radio } from "../../shims/radio";
import { WifiShim } from "../../shims/wifi";
import { createFakeBoard, SETTINGS } from "../support/fake-board";

function setUp(password = SETTINGS.password) {
  const board = createFakeBoard();
  const lan = new Lan({ memory: board.clock });
  const [opener, station] = ["192.168.1.20", "192.168.1.21"].map(
    (address) => new WifiShim(board.interpreter, new Radio({ clock: board.clock, lan, host: lan.addHost(address) }))
  );
  const load = <T>(wifi: WifiShim, module: string, name: string): T => {
    const copy = board.firmware({ password, name });
    copy.load<typeof import("../../firmware/hardware")>("hardware").useNetwork(wifi, {} as Dgram);
    return copy.load<T>(module);
  };
  const role = load<typeof import("../../firmware/access-point")>(opener, "access-point", "ESP32-A");
  const joining = load<typeof import("../../firmware/wifi")>(station, "wifi", "ESP32-B");
  const addresses: (string | undefined)[] = [];
  role.onChange((info) => addresses.push(info?.ip));
  joining.onChange(() => undefined);
  return { ...board, lan, opener, role, joining, addresses };
}

describe("the access-point role", () => {
  for (const password of [SETTINGS.password, ""])
    it(`opens a network ${password ? "with its password" : "without one"}, which the other board joins`, () => {
      const { clock, lines, role, joining, addresses } = setUp(password);
      role.begin();
      joining.begin();
      clock.pass(5000);
      assert.deepEqual(addresses, ["192.168.4.1"]);
      assert.equal(role.address, "192.168.4.1");
      assert.match(joining.address, /^192\.168\.4\.\d+$/);
      assert.ok(lines.includes("WiFi: access point home, 192.168.4.1"));
    });

  it("closes the board's own open network before it opens ours", () => {
    const { clock, lan, opener, role } = setUp();
    opener.radio.restore();
    clock.pass(100);
    assert.deepEqual([...lan.accessPoints].map(({ ssid }) => ssid), ["ESP_000114"]);
    role.begin();
    clock.pass(1000);
    assert.deepEqual([...lan.accessPoints].map(({ ssid }) => ssid), ["home"]);
  });

  it("opens ours although one is open that an earlier script left, of which the driver reports nothing new", () => {
    const { clock, lan, opener, role, addresses } = setUp();
    opener.startAP("home", {});
    clock.pass(100);
    role.begin();
    clock.pass(1000);
    assert.deepEqual([[...lan.accessPoints].map(({ password }) => password), addresses], [[SETTINGS.password], ["192.168.4.1"]]);
  });

  it("tries again when the driver does not say that the network is open", () => {
    const { clock, lines, opener, role, addresses } = setUp();
    const startAP = opener.startAP.bind(opener);
    opener.startAP = () => undefined;
    role.begin();
    clock.pass(10600);
    assert.match(lines[0], /^WiFi: access point not opened; next try in \d+ ms$/);
    opener.startAP = startAP;
    clock.pass(2000);
    assert.deepEqual(addresses, ["192.168.4.1"]);
  });

  it("tries again when it cannot be opened, and says why", () => {
    const { clock, lines, opener, role, addresses } = setUp();
    const startAP = opener.startAP.bind(opener);
    opener.startAP = () => {
      throw new Error("no radio");
    };
    role.begin();
    clock.pass(600);
    assert.match(lines[0], /^WiFi: Error: no radio; next try in \d+ ms$/);
    assert.equal(role.lost, "Error: no radio");
    opener.startAP = startAP;
    clock.pass(2000);
    assert.deepEqual(addresses, ["192.168.4.1"]);
  });
});
