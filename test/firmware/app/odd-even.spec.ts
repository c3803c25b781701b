import assert from "node:assert/strict";
import { createWs, WsNetwork } from "../../../shims/ws";
import { createFakeBoard, SETTINGS_B } from "../../support/fake-board";

/** Board A, and a stand-in for B: a server on 82, and a client of A's. */
function setUp() {
  const board = createFakeBoard();
  const network = new WsNetwork();
  const ws = createWs(board.interpreter, network);
  const copy = board.firmware({}, { "ws/index": ws });
  const client = copy.load<typeof import("../../../firmware/ws-client")>("ws-client");
  const server = copy.load<typeof import("../../../firmware/ws-server")>("ws-server");
  const links = copy.load<typeof import("../../../firmware/pair/links")>("pair/links");
  const app = copy.load<typeof import("../../../firmware/app/odd-even")>("app/odd-even");
  const copyB = board.firmware(SETTINGS_B, { "ws/index": ws });
  const peer = copyB.load<typeof import("../../../firmware/ws-server")>("ws-server");
  const peerClient = copyB.load<typeof import("../../../firmware/ws-client")>("ws-client");
  peerClient.onEvent(() => undefined);
  const got: [atMs: number, text: string][] = [];
  const take = (text: string): void => {
    if (text) got.push([board.clock.now(), text]);
  };
  peer.onEvent((_num, _type, payload) => {
    take(payload.replace("/ESP32-A", ""));
  });
  const link = (): void => {
    peer.begin(82);
    server.begin(81);
    client.begin("192.168.1.21", 82, "/ESP32-A");
    board.clock.pass(600);
  };
  return { ...board, board, links, ws, app, peer, peerClient, got, link };
}

describe("odd-even", () => {
  it("sends its next number every period, on both links", () => {
    const { clock, ws, app, got, link } = setUp();
    app.begin();
    link();
    const asClient: string[] = [];
    ws.connect("192.168.1.20", { port: 81 }).on("message", (text: string) => asClient.push(text));
    clock.pass(5450);
    assert.deepEqual(got.map(([, text]) => text), ["1", "3", "5"]);
    assert.deepEqual(asClient, ["1", "3", "5"]);
    assert.deepEqual(app.sent, { server: 3, client: 3 });
  });

  it("sends the 1,800th number on its second, an hour later", () => {
    const { clock, app, got, link } = setUp();
    const startMs = clock.now();
    app.begin();
    link();
    clock.pass(3600 * 1000 - 500);
    assert.equal(got.length, 1800);
    assert.equal(got[1799][1], "3599");
    assert.ok(Math.abs(got[1799][0] - startMs - 3600 * 1000) < 20, String(got[1799][0] - startMs));
  });

  it("does not keep a number that cannot be sent", () => {
    const { clock, app, got, link } = setUp();
    app.begin();
    clock.pass(5000);
    link();
    clock.pass(2000);
    assert.deepEqual(got.map(([, text]) => text), ["5"]);
    assert.deepEqual(app.sent, { server: 0, client: 1 });
  });

  it("prints the tutorial's lines, word for word", () => {
    const { clock, lines, app, peer, peerClient, link } = setUp();
    app.begin();
    link();
    peerClient.begin("192.168.1.20", 81, "/ESP32-B");
    clock.pass(10);
    peer.broadcastTXT("2");
    peerClient.sendTXT("2");
    clock.pass(10);
    assert.deepEqual(lines.slice(2), ["Message from ESP32-B server: 2", "Received from ESP32-B: 2"]);
  });

  it("shows what a guest sends as the guest's, whatever path it asked for, and counts it for nothing", () => {
    const { clock, lines, ws, app, links, peerClient, link } = setUp();
    app.begin();
    link();
    peerClient.begin("192.168.1.20", 81, "/ESP32-B");
    clock.pass(10);
    ws.connect("192.168.1.20", { port: 81, path: "/ESP32-B" }).on("open", function (this: { send(text: string): void }) {
      this.send("99999998");
    });
    clock.pass(10);
    peerClient.sendTXT("2");
    clock.pass(10);
    assert.deepEqual(lines.slice(2), ["Received from guest 1: 99999998", "Received from ESP32-B: 2"]);
    const { received, missing, up } = links.serverLink.report;
    assert.deepEqual([received, missing, up], [1, 0, true]);
  });

  it("counts a restart by the boot ID of the handshake, once", () => {
    const { board, clock, lines, ws, app, peerClient, link } = setUp();
    app.begin();
    link();
    peerClient.begin("192.168.1.20", 81, "/ESP32-B");
    clock.pass(10);
    peerClient.sendTXT("2");
    clock.pass(10);
    peerClient.close("power cut");
    clock.pass(2000);
    const restarted = board.firmware(SETTINGS_B, { "ws/index": ws }).load<typeof import("../../../firmware/ws-client")>("ws-client");
    restarted.onEvent(() => undefined);
    restarted.begin("192.168.1.20", 81, "/ESP32-B");
    clock.pass(10);
    for (const text of ["4", "6"]) restarted.sendTXT(text);
    clock.pass(10);
    assert.deepEqual(lines.filter((line) => /Restarted|Missing/.test(line)), ["Restarted: ESP32-B at 4, after 2", "Missing from ESP32-B: 2 (1)"]);
  });

  it("ends with stop()", () => {
    const { clock, app, got, link } = setUp();
    app.begin();
    link();
    clock.pass(1450);
    app.stop();
    clock.pass(60000);
    assert.equal(got.length, 1);
  });

  it("keeps the largest delay of a number", () => {
    const { clock, interpreter, app, link } = setUp();
    app.begin();
    link();
    clock.pass(3300);
    assert.ok(app.lagMs < 5, String(app.lagMs));
    // Each number is due 100 ms after the block begins.
    for (const [ms, most] of [[400, 300], [800, 700], [200, 700]]) {
      interpreter.block(ms);
      clock.pass(2000);
      assert.ok(Math.abs(app.lagMs - most) < 15, `${app.lagMs} ms after ${ms} ms`);
    }
    clock.pass(60000);
    assert.ok(Math.abs(app.lagMs - 700) < 15, String(app.lagMs));
  });
});
