import assert from "node:assert/strict";
import { parseMonitorArguments } from "../../../scripts/monitor/arguments";
import { SettingsError } from "../../../scripts/settings";
import { UsageError } from "../../../scripts/usage-error";

const parse = (given: string[], env: NodeJS.ProcessEnv = {}) =>
  parseMonitorArguments(given, { env, file: "none" });

describe("the arguments of npm run monitor", () => {
  it("name both ports, or the settings do", () => {
    const env = { BOARD_A_SERIAL: "/dev/ttyUSB0", BOARD_B_SERIAL: "COM4" };
    assert.deepEqual(parse([], env)?.ports, {
      a: { kind: "serial", name: "/dev/ttyUSB0" },
      b: { kind: "serial", name: "COM4" }
    });
    assert.deepEqual(parse(["--port-a", "tcp://192.168.1.20"], env)?.ports.a, {
      kind: "tcp",
      name: "tcp://192.168.1.20",
      host: "192.168.1.20",
      port: 23
    });
  });

  it("need only the port of a board that is alone", () => {
    const args = parse(["--board", "b", "--port-b", "COM4"]);
    assert.deepEqual(args?.boards, ["b"]);
    assert.deepEqual(Object.keys(args?.ports ?? {}), ["b"]);
  });

  it("are none when help is asked for, whatever is missing", () => {
    assert.equal(parse(["--help"]), undefined);
  });

  const ports = ["--port-a", "COM3", "--port-b", "COM4"];
  const refused: [string[], RegExp][] = [
    [[], /^BOARD_A_SERIAL: expected the port of ESP32-A, got nothing; set it, give --port-a, or watch the other board alone with --board b$/],
    [["--port-a", "COM3"], /^BOARD_B_SERIAL: expected the port of ESP32-B, got nothing/],
    [["--port-a", "ttyUSB0", "--port-b", "COM4"], /^--port-a: expected \/dev\/NAME, COM1 to COM256 or tcp:.* got "ttyUSB0"$/],
    [["--port-a", "COM3", "--port-b", "COM3"], /^COM3: expected a port for each board, got the same for both$/],
    [[...ports, "--board", "c"], /^--board: expected a or b, got "c"$/],
    [[...ports, "--filter", "("], /^--filter: expected a regular expression, got "\(" \(.*[Uu]nterminated group.*\)$/],
    [[...ports, "--log", ""], /^--log: expected the name of a file, got an empty one$/],
    [[...ports, "--plott"], /^Unknown option '--plott'/],
    [[...ports, "now"], /^Unexpected argument 'now'/]
  ];
  for (const [given, message] of refused)
    it(`are refused: ${given.join(" ") || "none"}`, () => {
      assert.throws(() => parse(given), (error: Error) => error instanceof UsageError && message.test(error.message));
    });

  it("are refused with a port in the settings that is none, and its name", () => {
    assert.throws(() => parse([], { BOARD_A_SERIAL: "ttyUSB0" }), /^Error: BOARD_A_SERIAL: expected \/dev\/NAME/);
    assert.throws(() => parse([], { BOARD_A_SERIAL: "my port" }), SettingsError);
  });
});
