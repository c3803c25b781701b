import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Status } from "../firmware/types/status";
import { build, type BuiltScript } from "../scripts/build";
import { readSettings, type Settings } from "../scripts/settings";
import { BOARD_IDS, createSimulation } from "../scripts/start/simulation";
import type { SimulatedBoard } from "../shims/board";
import type { EspruinoBuild } from "../shims/firmware";
import { BOOT_CODE } from "../shims/flash";
import { Lan } from "../shims/lan";
import type { Pipe } from "../shims/pipe";
import { Radio } from "../shims/radio";
import { seededRandom } from "../shims/random";
import { WIFI_BUILDS } from "../shims/wifi-build";
import { createFakeClock } from "./support/fake-board";

const DAY_MS = 24 * 3600 * 1000;
/** What the firmware leaves free on the image, with Bluetooth on. */
const FREE_VARS = 2800;
const LAB = { ssid: "lab", password: "lab password" };
const UPGRADE =
  "GET / HTTP/1.1\r\nHost: 192.168.1.20\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

describe("the built scripts on boards as the real image makes them", function () {
  this.timeout(120000);
  let folder: string;
  let settings: Settings;
  let usual: BuiltScript[];
  /** The same with another network, open Telnet consoles and a number an hour. */
  let other: BuiltScript[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "image-"));
    settings = readSettings("simulation", { env: {}, file: path.join(folder, ".env") });
    usual = await build(settings, { outDir: path.join(folder, "usual") });
    const change = { ...LAB, telnet: true, guests: 0, periodMs: 3_600_000 };
    const changed = { ...settings, a: { ...settings.a, ...change }, b: { ...settings.b, ...change } };
    other = await build(changed, { outDir: path.join(folder, "other") });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function simulate(scripts: BuiltScript[], espruino?: Partial<EspruinoBuild>) {
    const clock = createFakeClock();
    const lines: Record<"a" | "b", string[]> = { a: [], b: [] };
    const simulation = createSimulation(scripts, settings, {
      clock,
      random: seededRandom(4),
      espruino,
      onLine: (board, line) => lines[board].push(line)
    });
    return { ...simulation, clock, lines };
  }

  function status(board: SimulatedBoard): Status {
    return board.run("status()") as Status;
  }

  /** What a stranger finds: the networks that boards have opened, and whether the board's port 23 answers. */
  function open(lan: Lan, board: SimulatedBoard): { networks: string[]; telnet: boolean } {
    return { networks: [...lan.accessPoints].map(({ ssid }) => ssid), telnet: !!lan.connect(board.host.address, 23) };
  }

  it("close the open network and the Telnet console that a fresh board has", () => {
    const { lan, boards, clock } = simulate(usual);
    const script = boards.a.flash.read(BOOT_CODE) as string;
    boards.a.flash.eraseAll();
    boards.a.powerOn();
    clock.pass(1000);
    assert.deepEqual(open(lan, boards.a), { networks: ["ESP_000114"], telnet: true });
    boards.a.flash.write(BOOT_CODE, script);
    boards.a.run("load()");
    clock.pass(5000);
    assert.deepEqual([open(lan, boards.a), boards.a.host.address], [{ networks: [], telnet: false }, "192.168.1.20"]);
    // From flash, not even for a moment.
    boards.a.powerOff();
    boards.a.powerOn();
    for (let ms = 0; ms < 5000; ms += 10) {
      clock.pass(10);
      assert.deepEqual(open(lan, boards.a), { networks: [], telnet: false }, `${ms} ms after power-on`);
    }
  });

  it("leave the Telnet console open with TELNET=on, and say what that means", () => {
    const { lan, boards, clock, lines } = simulate(other);
    new Radio({ clock, lan, host: lan.addHost("192.168.1.99") }).open(LAB.ssid, LAB.password);
    boards.a.powerOn();
    clock.pass(5000);
    assert.deepEqual(open(lan, boards.a), { networks: ["lab"], telnet: true });
    assert.equal(lines.a[0], "Telnet: open, anybody in the network controls this board");
  });

  it("make a board that is redeployed with another SSID leave the old network", () => {
    const { lan, boards, clock, lines } = simulate(usual);
    new Radio({ clock, lan, host: lan.addHost("192.168.1.99") }).open(LAB.ssid, LAB.password);
    boards.a.powerOn();
    clock.pass(5000);
    assert.equal(boards.a.wifi.ssid, settings.a.ssid);
    boards.a.flash.eraseAll();
    boards.a.flash.write(BOOT_CODE, other[0].code);
    boards.a.run("load()");
    clock.pass(5000);
    assert.equal(boards.a.wifi.ssid, "lab");
    assert.equal(lines.a.at(-1), "WiFi: 192.168.4.2");
  });

  for (const [releases, wifi] of Object.entries(WIFI_BUILDS))
    it(`link the boards within 5 s of power-on and after the loss of the network (${releases})`, () => {
      const { boards, clock } = simulate(usual, { wifi });
      for (const id of BOARD_IDS) boards[id].powerOn();
      clock.pass(5000);
      for (const id of BOARD_IDS) assert.ok(status(boards[id]).links.client.up && status(boards[id]).links.server.up, id);
      for (const id of BOARD_IDS) boards[id].wifi.setFault("accessPointGone", true);
      clock.pass(3600 * 1000);
      for (const id of BOARD_IDS) boards[id].wifi.setFault("accessPointGone", false);
      clock.pass(60000);
      for (const id of BOARD_IDS) assert.ok(status(boards[id]).links.client.up && status(boards[id]).links.server.up, id);
    });

  it("live through a week without the router: restarts that are announced, no crash, back within 60 s", () => {
    const { lan, boards, clock, lines } = simulate(other, { totalVars: FREE_VARS });
    boards.a.powerOn();
    let restarts = 0;
    boards.a.events.on("restart", () => restarts++);
    for (let day = 0; day < 7; day++) clock.pass(DAY_MS);
    assert.ok(!lines.a.includes("OUT OF MEMORY"));
    assert.equal(lines.a.filter((line) => /^Memory: \d+ of 2800 JsVars left, restarting$/.test(line)).length, restarts);
    assert.ok(restarts >= 1 && restarts <= 7, `${restarts} restarts`);
    assert.ok(status(boards.a).free > FREE_VARS / 20, `${status(boards.a).free} JsVars free`);
    new Radio({ clock, lan, host: lan.addHost("192.168.1.99") }).open(LAB.ssid, LAB.password);
    clock.pass(60000);
    assert.equal(status(boards.a).address, "192.168.4.2");
  });

  it("exchange on without a loss when the time is set, back and forth, and when it comes from the network", () => {
    const { boards, clock, lines } = simulate(usual);
    for (const id of BOARD_IDS) boards[id].powerOn();
    clock.pass(20000);
    const jumps: ((board: SimulatedBoard) => void)[] = [
      (board) => board.run("setTime(1.8e9)"),
      (board) => board.run("setTime(0)"),
      (board) => {
        board.interpreter.synchronise(1.8e9);
      }
    ];
    for (const jump of jumps)
      for (const id of BOARD_IDS) {
        jump(boards[id]);
        clock.pass(20000);
      }
    for (const id of BOARD_IDS) {
      const { uptime, lagMs, links } = status(boards[id]);
      assert.ok(uptime > 120 && uptime < 150, `uptime of ${id}: ${uptime}`);
      assert.ok(lagMs >= 0 && lagMs < 1000, `lagMs of ${id}: ${lagMs}`);
      assert.deepEqual([links.server.connects, links.client.connects, links.server.missing, links.client.missing], [1, 1, 0, 0]);
      assert.deepEqual(lines[id].filter((line) => line.includes("lost")), []);
      assert.ok(links.server.received > 60, `received by ${id}: ${links.server.received}`);
    }
  });

  it("never need an eleventh socket: guests' places taken, idle connections held open, the peer restarted 20 times", () => {
    const { lan, boards, clock, lines } = simulate(usual);
    for (const id of BOARD_IDS) boards[id].powerOn();
    clock.pass(5000);
    const peaks: number[] = [];
    const strangers: Pipe[] = [];
    /** As many as a board has sockets; every other one says nothing, and whoever was hung up on comes again. */
    const crowd = (): void => {
      for (let place = 0; place < 10; place++) {
        if (!strangers[place] || strangers[place].ended) {
          strangers[place] = lan.connect(boards.a.host.address, 81) as Pipe;
          if (place % 2) strangers[place].write(UPGRADE);
        }
        while (strangers[place].read(536));
      }
    };
    for (let restart = 0; restart < 20; restart++) {
      for (let ms = 0; ms < 10000; ms += 100) {
        crowd();
        clock.pass(100);
      }
      boards.b.kill();
      clock.pass(100);
      boards.b.powerOn();
      const since = { a: lines.a.length, b: lines.b.length };
      for (let ms = 0; ms < 5000; ms += 100) {
        crowd();
        clock.pass(100);
      }
      for (const [id, starts] of [
        ["a", ["Received from ESP32-B: ", "Message from ESP32-B server: "]],
        ["b", ["Received from ESP32-A: ", "Message from ESP32-A server: "]]
      ] as ["a" | "b", string[]][])
        for (const start of starts)
          assert.ok(lines[id].slice(since[id]).some((line) => line.startsWith(start)), `restart ${restart}, board ${id}: no "${start}"`);
      peaks.push(...BOARD_IDS.map((id) => boards[id].sockets.peak));
    }
    assert.deepEqual([...lines.a, ...lines.b].filter((line) => line.startsWith("ERROR: Socket")), []);
    assert.ok(Math.max(...peaks) <= 10, `${Math.max(...peaks)} sockets`);
  });
});
