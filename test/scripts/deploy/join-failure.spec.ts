import assert from "node:assert/strict";
import { joinFailure, reasonsIn } from "../../../scripts/deploy/join-failure";

const told = (reason: number): string => `REASON (${reason})`;

describe("why a board cannot join its network", () => {
  const cases: [string, number[], string | undefined][] = [
    ["a handshake that fails is a refused password, at once", [15], "WIFI_PASSWORD"],
    ["so is AUTH_FAIL", [202], "WIFI_PASSWORD"],
    ["so is HANDSHAKE_TIMEOUT after anything else", [8, 201, 204], "WIFI_PASSWORD"],
    ["AUTH_EXPIRE once may be the router's memory", [2], undefined],
    ["AUTH_EXPIRE again is a refused password", [2, 2], "WIFI_PASSWORD"],
    ["so are ASSOC_FAIL", [203, 203], "WIFI_PASSWORD"],
    ["CONNECTION_FAIL", [205, 205], "WIFI_PASSWORD"],
    ["and AUTH_EXPIRE and NO_AP_FOUND in turn", [201, 2], "WIFI_PASSWORD"],
    ["NO_AP_FOUND once may be a missed beacon", [201], undefined],
    ["NO_AP_FOUND again is a network that is not there, or open", [201, 201], "WIFI_NOT_FOUND"],
    ["another security is told by newer drivers", [211], "WIFI_SECURITY"],
    ["a beacon that is lost is no cause", [200, 200], undefined],
    ["nothing is no cause", [], undefined]
  ];
  for (const [title, reasons, code] of cases)
    it(`${title}: ${reasons.join(", ")}`, () => {
      assert.equal(joinFailure(reasons.map(told), { hasPassword: true, isLast: false }), code);
    });

  it("is a missing password where none is set", () => {
    assert.equal(joinFailure([told(15)], { hasPassword: false, isLast: false }), "WIFI_NEEDS_PASSWORD");
  });

  it("is taken from one reason where there will be no further one", () => {
    assert.equal(joinFailure([told(2)], { hasPassword: true, isLast: true }), "WIFI_PASSWORD");
    assert.equal(joinFailure([told(201)], { hasPassword: true, isLast: true }), "WIFI_NOT_FOUND");
  });

  it("stands in the firmware's lines, on builds that only tell the number too", () => {
    const text = "WiFi: NO_AP_FOUND (201); next try in 1023 ms\r\n>WiFi: undefined (2); next try in 2 ms\r\nWiFi: 192.168.1.20\r\n";
    assert.deepEqual(reasonsIn(text), ["NO_AP_FOUND (201)", "undefined (2)"]);
  });
});
