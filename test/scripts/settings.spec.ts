import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { isForBoards, readSettings, SettingsError } from "../../scripts/settings";

const GOOD = {
  WIFI_SSID: "home",
  WIFI_PASSWORD: "long enough",
  BOARD_A_HOST: "192.168.4.2",
  BOARD_B_HOST: "board-b.lan",
  PAIR_KEY: "00112233445566778899aabbccddeeff"
};

describe("settings", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "settings-"));
    file = path.join(folder, ".env");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function read(env: NodeJS.ProcessEnv, purpose: "boards" | "simulation" = "boards") {
    return readSettings(purpose, { env, file });
  }

  /** The one line with which the settings are refused. */
  function refusal(env: NodeJS.ProcessEnv, purpose: "boards" | "simulation" = "boards", from = file): string {
    try {
      readSettings(purpose, { env, file: from });
    } catch (error) {
      assert(error instanceof SettingsError, String(error));
      assert.doesNotMatch(error.message, /\n/);
      return error.message;
    }
    assert.fail("the settings were taken");
  }

  it("makes each board the other one's peer", () => {
    const { a, b } = read(GOOD);
    const shared = { periodMs: 2000, ssid: "home", password: "long enough", telnet: false, guests: 2, pairKey: GOOD.PAIR_KEY };
    assert.deepEqual(a, {
      name: "ESP32-A", port: 81, first: 1, ...shared,
      peerName: "ESP32-B", peerFirst: 2, peerHost: "board-b.lan", peerIp: "", peerPort: 82
    });
    assert.deepEqual(b, {
      name: "ESP32-B", port: 82, first: 2, ...shared,
      peerName: "ESP32-A", peerFirst: 1, peerHost: "192.168.4.2", peerIp: "192.168.4.2", peerPort: 81
    });
  });

  it("needs nothing for the simulation, and takes only the period", () => {
    const { a, b, serial, warnings } = read({ ...GOOD, WIFI_PASSWORD: "short", PERIOD_MS: "100" }, "simulation");
    assert.deepEqual([a.ssid, a.password, a.periodMs], ["simulation", "simulation", 100]);
    assert.deepEqual([a.peerHost, b.peerHost, serial, warnings], ["", "", {}, []]);
  });

  it("warns about an open network", () => {
    assert.deepEqual(read({ ...GOOD, WIFI_PASSWORD: "" }).warnings, [
      "WIFI_PASSWORD is empty: treating home as an open network"
    ]);
  });

  it("takes an SSID and a password of the greatest length", () => {
    const { a } = read({ ...GOOD, WIFI_SSID: "é".repeat(16), WIFI_PASSWORD: "p".repeat(63) });
    assert.deepEqual([a.ssid.length, a.password.length], [16, 63]);
  });

  it("takes the same name in other letters for the same host", () => {
    const twice = { ...GOOD, BOARD_A_HOST: "Board.lan", BOARD_B_HOST: "board.LAN" };
    assert.match(refusal(twice), /^BOARD_B_HOST: expected another one than BOARD_A_HOST, got "board.LAN"/);
  });

  it("warns about open consoles, which leave no sockets for guests", () => {
    const { a, b, warnings } = read({ ...GOOD, TELNET: "on" });
    assert.deepEqual([a.telnet, b.telnet, a.guests], [true, true, 0]);
    assert.deepEqual(warnings, ["TELNET is on: anybody in the network can control the boards, and read the WiFi password"]);
    assert.deepEqual(read({ ...GOOD, GUESTS: "0" }).b.guests, 0);
  });

  it("takes both boards on one computer", () => {
    const { a, b } = read({ ...GOOD, BOARD_A_HOST: "127.0.0.1", BOARD_B_HOST: "127.0.0.1" });
    assert.deepEqual([a.peerHost, b.peerHost], ["127.0.0.1", "127.0.0.1"]);
  });

  const period = "a whole number of milliseconds from 20 to 3600000";
  const password = "8 to 63 characters of ASCII, a key of 64 hexadecimal digits, or none for an open network";
  const board = "the address of one board, such as 192.168.1.20";
  const host = "a host name or an IPv4 address, without a port or http://";
  const bad: [NodeJS.ProcessEnv, string, string][] = [
    [{ WIFI_SSID: "x".repeat(33) }, "a network's name of 1 to 32 bytes", "33 bytes"],
    [{ WIFI_SSID: "é".repeat(17) }, "a network's name of 1 to 32 bytes", "34 bytes"],
    [{ WIFI_PASSWORD: "1" }, password, "1 character"],
    [{ WIFI_PASSWORD: "1234567" }, password, "7 characters"],
    [{ WIFI_PASSWORD: "p".repeat(64) }, password, "64 characters"],
    [{ WIFI_PASSWORD: "pässword" }, password, "other characters"],
    [{ PERIOD_MS: "abc" }, period, '"abc"'],
    [{ PERIOD_MS: "2000.5" }, period, '"2000.5"'],
    [{ PERIOD_MS: "19" }, period, '"19"'],
    [{ PERIOD_MS: "3600001" }, period, '"3600001"'],
    [{ BOARD_B_HOST: "192.168.1.21:82" }, host, '"192.168.1.21:82"'],
    [{ BOARD_B_HOST: "ws://192.168.1.21" }, host, '"ws://192.168.1.21"'],
    [{ BOARD_A_HOST: "192.168.1.256" }, host, '"192.168.1.256"'],
    [{ BOARD_A_HOST: "192.168.1" }, host, '"192.168.1"'],
    [{ BOARD_A_HOST: "board_a" }, host, '"board_a"'],
    [{ BOARD_A_HOST: "192.168.1.05" }, "an address without leading zeros, as 192.168.1.5", '"192.168.1.05"'],
    [{ BOARD_A_HOST: "010.000.000.002" }, "an address without leading zeros, as 10.0.0.2", '"010.000.000.002"'],
    [{ BOARD_A_HOST: "0.0.0.0" }, board, '"0.0.0.0"'],
    [{ BOARD_A_HOST: "255.255.255.255" }, `${board}, not a broadcast address`, '"255.255.255.255"'],
    [{ BOARD_B_HOST: "192.168.1.255" }, `${board}, not a broadcast address`, '"192.168.1.255"'],
    [{ BOARD_B_HOST: "239.1.2.3" }, `${board}, not a multicast address`, '"239.1.2.3"'],
    [{ BOARD_B_HOST: "192.168.4.002" }, "an address without leading zeros, as 192.168.4.2", '"192.168.4.002"'],
    [{ TELNET: "yes" }, "off, or on (the boards' Telnet consoles stay open)", '"yes"'],
    [{ GUESTS: "3" }, "a number of clients beside the peer from 0 to 2", '"3"'],
    [{ GUESTS: "some" }, "a number of clients beside the peer from 0 to 2", '"some"'],
    [{ GUESTS: "1", TELNET: "on" }, "0 with TELNET=on, which takes the sockets of guests", '"1"'],
    [{ BOARD_B_HOST: "192.168.4.2" }, "another one than BOARD_A_HOST", '"192.168.4.2"'],
    [{ NETWORK: "mesh" }, "router (the boards join a network) or ap (board A opens one)", '"mesh"'],
    [{ BOARD_B_SERIAL: "my port" }, "a port such as /dev/ttyUSB0, COM3 or tcp://host:23", '"my port"']
  ];
  for (const [env, expected, came] of bad) {
    const [name, value] = Object.entries(env)[0];
    it(`refuses ${name}=${value}`, () => {
      assert.equal(refusal({ ...GOOD, ...env }), `${name}: expected ${expected}, got ${came} (from the environment)`);
    });
  }

  it("refuses to go without WIFI_SSID, set to nothing or not set", () => {
    const start = "WIFI_SSID: expected a network's name of 1 to 32 bytes, got ";
    const end = "; set it in .env or the environment";
    assert.equal(refusal({ ...GOOD, WIFI_SSID: "" }), start + "an empty one" + end);
    assert.equal(refusal({ ...GOOD, WIFI_SSID: undefined }), start + "nothing" + end);
  });

  it("needs no address: the boards find each other", () => {
    const { a, b, network } = read({ WIFI_SSID: "home", WIFI_PASSWORD: "long enough" });
    assert.deepEqual([a.peerHost, b.peerHost, network], ["", "", "router"]);
  });

  it("takes a network of board A's own, in which that one gives out the addresses", () => {
    const own = { WIFI_SSID: "pair", WIFI_PASSWORD: "long enough", NETWORK: "ap" };
    assert.equal(read(own).network, "ap");
    assert.match(refusal({ ...own, BOARD_B_HOST: "b.lan" }), /^BOARD_B_HOST: expected nothing with NETWORK=ap, .*, got "b.lan"/);
  });

  it("tells what is wrong before what is missing", () => {
    assert.match(refusal({ BOARD_B_HOST: "192.168.1.21:82" }), /^BOARD_B_HOST: /);
  });

  it("refuses a wrong period for the simulation too", () => {
    assert.match(refusal({ PERIOD_MS: "abc" }, "simulation"), /^PERIOD_MS: expected .*, got "abc"/);
  });

  for (const [value, what, shown] of [
    ["home ", "begins or ends with white space", '"home "'],
    ["\u201chome\u201d", "has the quotes of a word processor", '"\u201chome\u201d"'],
    ["ho\u200bme", "has an invisible character", '"ho\\u200bme"']
  ])
    it(`warns of a value that ${what}, and shows it`, () => {
      assert.deepEqual(read({ ...GOOD, WIFI_SSID: value }).warnings, [`WIFI_SSID ${what}: ${shown}`]);
    });

  it("does not show a password that it warns of", () => {
    assert.deepEqual(read({ ...GOOD, WIFI_PASSWORD: "long enough " }).warnings, ["WIFI_PASSWORD begins or ends with white space"]);
  });

  it("takes a network's key of 64 hexadecimal digits, but not to open a network with", () => {
    const key = "0123456789abcdefABCDEF".padEnd(64, "0");
    assert.equal(read({ ...GOOD, WIFI_PASSWORD: key }).a.password, key);
    assert.match(refusal({ ...GOOD, WIFI_PASSWORD: `${key.slice(0, 63)}g` }), /, got 64 characters \(from the environment\)$/);
    assert.match(
      refusal({ WIFI_SSID: "home", WIFI_PASSWORD: key, NETWORK: "ap" }),
      /^WIFI_PASSWORD: expected 8 to 63 characters with NETWORK=ap, got 64 characters/
    );
  });

  it("is for boards as soon as something is set that only they need", () => {
    assert.equal(isForBoards({ env: { PERIOD_MS: "100", BOARD_A_SERIAL: "COM3" }, file }), false);
    assert.equal(isForBoards({ env: { WIFI_SSID: "" }, file }), true);
    assert.equal(isForBoards({ env: { BOARD_B_HOST: "b" }, file }), true);
  });

  describe("in .env", () => {
    it("are read with comments, quotes, export, and the line ends of Windows", () => {
      const lines = [
        "\ufeff# mine", "", "WIFI_SSID='my # net' # at home", "export WIFI_PASSWORD = pass#word=1 # not this",
        'BOARD_A_HOST="10.0.0.1"', "BOARD_B_HOST=10.0.0.2", "BOARD_A_SERIAL=/dev/ttyUSB0", "BOARD_B_SERIAL="
      ];
      writeFileSync(file, lines.join("\r\n"));
      const { a, b, serial } = read({});
      assert.deepEqual([a.ssid, a.password, b.peerHost, a.peerHost], ["my # net", "pass#word=1", "10.0.0.1", "10.0.0.2"]);
      assert.deepEqual(serial, { a: "/dev/ttyUSB0", b: undefined });
    });

    it("may begin with #, but not after white space", () => {
      writeFileSync(file, "WIFI_PASSWORD=#secret12\nWIFI_SSID=home #5\nPERIOD_MS= # the usual\n");
      const { a } = read({});
      assert.deepEqual([a.ssid, a.password], ["home", "#secret12"]);
    });

    it("are warned of where the name is unknown, with the nearest known one", () => {
      writeFileSync(file, "WIFI_PASSWD=long enough\nwifi_ssid=x\nFAVOURITE_COLOUR=blue\n");
      assert.deepEqual(read(GOOD).warnings, [
        ".env: WIFI_PASSWD is not a setting; did you mean WIFI_PASSWORD?",
        ".env: wifi_ssid is not a setting; did you mean WIFI_SSID?",
        ".env: FAVOURITE_COLOUR is not a setting"
      ]);
    });

    it("are said to be hidden by an empty variable of the environment", () => {
      writeFileSync(file, "WIFI_PASSWORD=long enough\nWIFI_SSID=home\n");
      assert.deepEqual(read({ WIFI_PASSWORD: "" }).warnings, [
        "WIFI_PASSWORD: an empty environment variable hides the value in .env; unset it to use that",
        "WIFI_PASSWORD is empty: treating home as an open network"
      ]);
      assert.equal(
        refusal({ WIFI_SSID: "" }),
        "WIFI_SSID: expected a network's name of 1 to 32 bytes, got an empty one; " +
          "unset the empty environment variable, which hides the value in .env"
      );
    });

    it("give way to the environment", () => {
      writeFileSync(file, "WIFI_SSID=file\nPERIOD_MS=50");
      const { a } = read({ ...GOOD, WIFI_SSID: "environment" });
      assert.deepEqual([a.ssid, a.periodMs], ["environment", 50]);
    });

    it("are named as coming from there", () => {
      writeFileSync(file, "PERIOD_MS=abc");
      assert.equal(refusal(GOOD), `PERIOD_MS: expected ${period}, got "abc" (from .env)`);
    });

    it("are refused with the number of a line that is none, which is not shown", () => {
      const start = `${file}: line 2: expected NAME=value or a comment, got `;
      writeFileSync(file, "PERIOD_MS=50\nsecret\n");
      assert.equal(refusal(GOOD), start + "something else");
      writeFileSync(file, "PERIOD_MS=50\nWIFI_PASSWORD='secret\n");
      assert.equal(refusal(GOOD), start + "a value of WIFI_PASSWORD with an open quote or text after it");
    });

    it("are refused when it is a folder, or text of another kind than UTF-8", () => {
      const start = `${file}: expected a readable file of text in UTF-8, got `;
      assert.equal(refusal(GOOD, "boards", folder), `${folder}: expected a readable file of text in UTF-8, got a folder`);
      writeFileSync(file, "\ufeffWIFI_SSID=home", "utf16le");
      assert.equal(refusal(GOOD), start + "other bytes");
    });
  });
});
