import assert from "node:assert/strict";
import { WifiRole as AccessPointRole } from "../../firmware/access-point";
import { WifiRole } from "../../firmware/wifi";
import { Lan } from "../../shims/lan";
import { WifiShim } from "../../shims/wifi";
import { createFakeBoard, SETTINGS } from "../support/fake-board";

function setUp(password = SETTINGS.password) {
  const board = createFakeBoard();
  const lan = new Lan({ memory: board.clock });
  const [opener, station] = ["192.168.1.20", "192.168.1.21"].map(
    (address) => new WifiShim(board.interpreter, lan, lan.addHost(address))
  );
  const settings = { ...SETTINGS, password };
  const role = new AccessPointRole(board.native, opener, settings);
  const joining = new WifiRole(board.native, station, { ...settings, name: "ESP32-B" });
  const addresses: (string | undefined)[] = [];
  role.onChange((info) => addresses.push(info?.ip));
  joining.onChange(() => undefined);
  return { ...board, opener, role, joining, addresses };
}

describe("the access-point role", () => {
  for (const password of [SETTINGS.password, ""])
    it(`opens a network ${password ? "with its password" : "without one"}, which the other board joins`, () => {
      const { clock, lines, role, joining, addresses } = setUp(password);
      role.begin();
      clock.pass(100);
      joining.begin();
      clock.pass(1000);
      assert.deepEqual(addresses, ["192.168.4.1"]);
      assert.equal(role.address, "192.168.4.1");
      assert.match(joining.address, /^192\.168\.4\.\d+$/);
      assert.equal(lines[0], "WiFi: access point home, 192.168.4.1");
    });

  it("tries again when it cannot be opened, and says why", () => {
    const { clock, lines, opener, role, addresses } = setUp();
    const startAP = opener.startAP.bind(opener);
    opener.startAP = () => {
      throw new Error("no radio");
    };
    role.begin();
    assert.match(lines[0], /^WiFi: Error: no radio; next try in \d+ ms$/);
    assert.equal(role.lost, "Error: no radio");
    opener.startAP = startAP;
    clock.pass(1100);
    assert.deepEqual(addresses, ["192.168.4.1"]);
  });
});
