import assert from "node:assert/strict";
import { kindOf, type LineKind } from "../../../scripts/view/line-kind";

describe("the kind of a line", () => {
  const lines: [LineKind, string[]][] = [
    ["number", ["Received from ESP32-B: 2", "Message from ESP32-B server: 2"]],
    ["gap", ["Missing from ESP32-B: 6 to 10 (3)", "Missing from ESP32-B server: 6 (1)"]],
    ["restart", ["Restarted: ESP32-B at 2, after 48", "Restarted: ESP32-B server at 2, after 48"]],
    [
      "lost",
      [
        "Server: ESP32-B lost after 12 s: by us, 1006, nothing came for 6 s",
        "Client: ESP32-B lost after 3 s: by the peer, 1001",
        "Client: ESP32-B not reached: nothing answers",
        "Server: port 81: Unable to create socket; next try in 912 ms",
        "WiFi: 4WAY_HANDSHAKE_TIMEOUT (15); next try in 912 ms"
      ]
    ],
    [
      "up",
      [
        "Server: ESP32-B connected",
        "Client: ESP32-B connected",
        "WiFi: 192.168.1.20",
        "WiFi: 192.168.1.30, not 192.168.1.20",
        "WiFi: access point home, 192.168.4.1",
        "Discovery: ESP32-B at 192.168.1.21:82"
      ]
    ],
    ["error", ["Uncaught ReferenceError: x is not defined", "ERROR: Connect failed (err 111)", "New interpreter error: FIFO_FULL"]],
    ["typed", [">status()"]],
    ["other", ["WiFi: joining home", "Discovery: asking", "", "=2", "Not Missing from anything"]]
  ];
  for (const [kind, texts] of lines)
    for (const text of texts)
      it(`is ${kind} for "${text}"`, () => {
        assert.equal(kindOf(text), kind);
      });
});
