import assert from "node:assert/strict";
import { WStype } from "../../firmware/ws-events";
import { createWs, WsNetwork } from "../../shims/ws";
import type { BoardSettings } from "../../scripts/settings";
import { createFakeBoard, SETTINGS_B } from "../support/fake-board";

type WsServer = typeof import("../../firmware/ws-server");
type Event = [type: WStype, payload: string, code?: number];

function setUp(settings: Partial<BoardSettings> = {}) {
  const board = createFakeBoard();
  // No board's time is 0.
  board.clock.pass(1);
  const network = new WsNetwork();
  const ws = createWs(board.interpreter, network);
  const client = board.firmware(settings, { "ws/index": ws }).load<typeof import("../../firmware/ws-client")>("ws-client");
  const events: Event[] = [];
  client.onEvent((...event) => events.push(event));
  const serve = (settings: Partial<BoardSettings> = {}): WsServer => {
    const server = board.firmware({ ...SETTINGS_B, ...settings }, { "ws/index": ws }).load<WsServer>("ws-server");
    server.onEvent(() => undefined);
    server.begin(82);
    return server;
  };
  return { ...board, network, client, events, serve };
}

/** How long after each other the attempts come that fail, in ms. */
function waits({ clock, events }: ReturnType<typeof setUp>, ms: number): number[] {
  const times: number[] = [];
  for (let at = 0; at < ms; at += 10) {
    const before = events.length;
    clock.pass(10);
    if (events.slice(before).some(([type]) => type === WStype.DISCONNECTED)) times.push(clock.now());
  }
  return times.slice(1).map((time, index) => time - times[index]);
}

describe("the ws-client role", () => {
  it("connects, tells of it, and exchanges texts and bytes", () => {
    const { clock, client, events, serve } = setUp();
    const server = serve();
    const got: unknown[] = [];
    server.onEvent((num, type, payload) => got.push([num, type, payload]));
    client.begin("192.168.1.21", 82, "/ESP32-A");
    assert.equal(client.isConnected(), false);
    assert.equal(client.sendTXT("too early"), false);
    clock.pass(10);
    assert.equal(client.isConnected(), true);
    assert.equal(client.sendTXT("1"), true);
    assert.equal(client.sendBIN("\x00\xff"), true);
    server.sendTXT(0, "2");
    clock.pass(10);
    assert.deepEqual(got, [
      [0, WStype.CONNECTED, "/ESP32-A"],
      [0, WStype.TEXT, "1"],
      [0, WStype.BIN, "\x00\xff"]
    ]);
    assert.deepEqual(events.map(([type, payload]) => [type, payload]), [
      [WStype.CONNECTED, "/ESP32-A"],
      [WStype.TEXT, "2"]
    ]);
  });

  it("tries a refused connection again after 0.5 s at first and 10 s at most, a fifth less by chance", () => {
    const context = setUp();
    context.client.begin("192.168.1.21", 82, "/");
    const [first, second, ...rest] = waits(context, 120000);
    assert.ok(first >= 390 && first <= 510, String(first));
    assert.ok(second >= 790 && second <= 1010, String(second));
    assert.ok(rest.length > 8 && rest.slice(4).every((wait) => wait >= 7990 && wait <= 10010), String(rest));
  });

  it("gives up a handshake that never comes after 5 s, and tries again", () => {
    const { clock, network, client, events, serve } = setUp();
    serve();
    network.faults.add("halfOpen");
    client.begin("192.168.1.21", 82, "/");
    clock.pass(4990);
    assert.equal(events.length, 0);
    clock.pass(20);
    assert.deepEqual(events.map(([type]) => type), [WStype.ERROR, WStype.DISCONNECTED]);
    network.faults.delete("halfOpen");
    clock.pass(600);
    assert.equal(client.isConnected(), true);
  });

  it("survives a connection that ends before it is open", () => {
    const { clock, network, client, events, serve } = setUp();
    serve();
    network.faults.add("closeBeforeOpen");
    client.begin("192.168.1.21", 82, "/");
    clock.pass(20);
    assert.deepEqual(events.map(([type, , code]) => [type, code]), [
      [WStype.ERROR, 1006],
      [WStype.DISCONNECTED, 1006]
    ]);
    network.faults.delete("closeBeforeOpen");
    clock.pass(600);
    assert.equal(client.isConnected(), true);
  });

  it("asks some 15 times within 2 s at a server that drops handshakes, less often later", () => {
    const { clock, network, client, events, serve } = setUp();
    serve();
    network.faults.add("closeBeforeOpen");
    client.begin("192.168.1.21", 82, "/");
    clock.pass(2000);
    const soon = events.length / 2;
    clock.pass(60000);
    const later = events.length / 2 - soon;
    assert.ok(soon >= 12 && soon <= 18 && later < 60, `${soon}, then ${later}`);
  });

  it("builds the link anew when the server closes it, and tells the code", () => {
    const { clock, client, events, serve } = setUp();
    const server = serve();
    client.begin("192.168.1.21", 82, "/");
    clock.pass(10);
    server.disconnect(0, 1001, "going");
    clock.pass(10);
    assert.deepEqual(events[1], [WStype.DISCONNECTED, "going", 1001]);
    assert.equal(client.isConnected(), false);
    clock.pass(600);
    assert.equal(client.isConnected(), true);
    assert.equal(server.connectedClients(), 1);
  });

  it("waits longer each time for a link that stands for less than 10 s, and little again after one that did", () => {
    const context = setUp();
    const server = context.serve();
    const lastMs = (standsMs: number): number => {
      context.clock.pass(standsMs);
      server.disconnect(0);
      const lostMs = context.clock.now();
      while (!context.client.isConnected() || context.clock.now() === lostMs) context.clock.pass(10);
      return context.clock.now() - lostMs;
    };
    context.client.begin("192.168.1.21", 82, "/");
    const short = [lastMs(50), lastMs(9900), lastMs(50), lastMs(9900)];
    assert.ok(short.every((ms, i) => !i || ms > short[i - 1]), String(short));
    assert.ok(lastMs(10000) <= 520);
  });

  it("stays disconnected after disconnect(), whenever it is called", () => {
    for (const whenMs of [0, 10, 3000]) {
      const { clock, interpreter, client, serve } = setUp();
      const server = whenMs < 3000 ? serve() : undefined;
      client.begin("192.168.1.21", 82, "/");
      clock.pass(whenMs);
      client.disconnect();
      clock.pass(60000);
      assert.equal(client.isConnected(), false);
      assert.equal(server?.connectedClients() ?? 0, 0);
      assert.equal(interpreter.timerCount, 0);
    }
  });

  it("bears to be told of the end within disconnect(), as the stock module's connections do", () => {
    const told: { [event: string]: (code: number, reason: string) => void } = {};
    const socket = {
      on: (event: string, handler: () => void) => (told[event] = handler),
      close(): boolean {
        told.close.call(this, 1006, "");
        return false;
      }
    };
    const standIns = { "ws/index": { connect: () => socket } };
    const client = createFakeBoard().firmware({}, standIns).load<typeof import("../../firmware/ws-client")>("ws-client");
    const events: Event[] = [];
    client.onEvent((...event) => events.push(event));
    client.begin("192.168.1.21", 82, "/");
    client.disconnect();
    assert.deepEqual(events.map(([type]) => type), [WStype.DISCONNECTED]);
  });

  it("leaves the old link for the new one when it is begun again", () => {
    const { clock, client, serve } = setUp();
    const server = serve();
    client.begin("192.168.1.21", 82, "/");
    clock.pass(10);
    client.begin("192.168.1.21", 82, "/again");
    clock.pass(5000);
    assert.equal(client.isConnected(), true);
    assert.equal(server.connectedClients(), 1);
  });

  it("retries at once on retryNow() while it waits to reconnect, and only then", () => {
    const { clock, client, events, serve } = setUp();
    client.begin("192.168.1.21", 82, "/");
    clock.pass(20000);
    const server = serve();
    const failed = events.length;
    client.retryNow(true);
    clock.pass(10);
    assert.deepEqual([client.isConnected(), server.connectedClients()], [true, 1]);
    client.retryNow(true);
    clock.pass(30000);
    assert.deepEqual([events.length, server.connectedClients()], [failed + 1, 1]);
  });

  it("does not reconnect after a disconnect() during the wait, even if the server is back", () => {
    const { clock, client, serve } = setUp();
    client.begin("192.168.1.21", 82, "/");
    clock.pass(3000);
    client.disconnect();
    const server = serve();
    clock.pass(30000);
    assert.deepEqual([client.isConnected(), server.connectedClients()], [false, 0]);
  });

  it("closes without a code if the one given may not be sent", () => {
    const codes: (number | undefined)[] = [];
    const socket = {
      on: () => undefined,
      close(code?: number): boolean {
        codes.push(code);
        return code === undefined;
      }
    };
    const standIns = { "ws/index": { connect: () => socket } };
    const client = createFakeBoard().firmware({}, standIns).load<typeof import("../../firmware/ws-client")>("ws-client");
    client.begin("192.168.1.21", 82, "/");
    client.disconnect(1005);
    client.disconnect();
    assert.deepEqual(codes, [1005, undefined, undefined]);
  });

  it("starts over with a short wait on another begin()", () => {
    const context = setUp();
    context.client.begin("192.168.1.21", 82, "/");
    context.clock.pass(60000);
    context.client.begin("192.168.1.21", 82, "/");
    const [first] = waits(context, 5000);
    assert.ok(first <= 510, String(first));
  });

  it("ends the link at once on close() and reports the reason", () => {
    const { clock, client, events, serve } = setUp();
    serve();
    client.begin("192.168.1.21", 82, "/");
    clock.pass(10);
    client.close("WiFi lost");
    assert.equal(client.isConnected(), false);
    clock.pass(10);
    assert.deepEqual(events.slice(1), [
      [WStype.ERROR, "WiFi lost", 1006],
      [WStype.DISCONNECTED, "", 1006]
    ]);
  });

  it("pings the server and reports the pong", () => {
    const { clock, client, events, serve } = setUp();
    serve();
    assert.equal(client.sendPing("too early"), false);
    client.begin("192.168.1.21", 82, "/");
    clock.pass(10);
    assert.equal(client.sendPing("x"), true);
    clock.pass(10);
    assert.deepEqual(events.slice(1).map(([type, payload]) => [type, payload]), [[WStype.PONG, "x"]]);
  });

  describe("with a pair key", () => {
    const OTHER = { pairKey: "ffeeddccbbaa99887766554433221100" };

    it("proves itself to the server, has it prove itself, and knows its boot ID", () => {
      const { clock, client, serve } = setUp();
      const server = serve();
      client.begin("192.168.1.21", 82, "/ESP32-A");
      clock.pass(10);
      assert.equal(server.peerNum, 0);
      assert.match(client.peerBoot, /^\d{1,10}$/);
    });

    it("tells of one connection, though the server had to tell its nonce first", () => {
      const { clock, client, events, serve } = setUp();
      serve();
      client.begin("192.168.1.21", 82, "/ESP32-A");
      clock.pass(5000);
      assert.deepEqual(events, [[WStype.CONNECTED, "/ESP32-A", undefined]]);
    });

    it("is a failure, to be tried again later, where every answer is another nonce", () => {
      const { clock, interpreter, network, client, events } = setUp();
      let requests = 0;
      createWs(interpreter, network).createServer({
        verify: (request) => {
          requests++;
          request.reply = `WWW-Authenticate: Pair ${"x".repeat(24)}\r\n`;
          return "401 Unauthorized";
        }
      }).listen(82);
      client.begin("192.168.1.21", 82, "/ESP32-A");
      clock.pass(300);
      assert.equal(requests, 2);
      assert.deepEqual(events.map(([type, payload]) => [type, payload]), [
        [WStype.ERROR, "HTTP 401 Unauthorized"],
        [WStype.DISCONNECTED, ""]
      ]);
    });

    it("leaves a server that has another key or none, and says so at most once a minute", () => {
      for (const settings of [OTHER, { pairKey: "" }]) {
        const { clock, lines, client, events, serve } = setUp();
        serve(settings);
        client.begin("192.168.1.21", 82, "/ESP32-A");
        clock.pass(59000);
        assert.equal(events.some(([type]) => type === WStype.CONNECTED), false);
        assert.deepEqual(lines, ["ESP32-B at 192.168.1.21 has another key; deploy both boards"]);
        clock.pass(60000);
        assert.equal(lines.length, 2);
      }
    });

    it("takes any server without one, as the tutorial's client does", () => {
      const { clock, interpreter, network, client } = setUp({ pairKey: "" });
      createWs(interpreter, network).createServer().listen(82);
      client.begin("192.168.1.21", 82, "/");
      clock.pass(10);
      assert.deepEqual([client.isConnected(), client.peerBoot], [true, ""]);
    });
  });

  describe("that asks for the peer first", () => {
    function setUpAsking() {
      const board = setUp();
      let asked = 0;
      board.client.askFirst(() => asked++);
      return { ...board, asked: () => asked };
    }

    it("connects to nothing before it is told that the server is there", () => {
      const { clock, client, serve, asked } = setUpAsking();
      serve();
      client.begin("", 82, "/ESP32-A");
      clock.pass(60000);
      assert.deepEqual([asked(), client.isConnected()], [1, false]);
      client.reach("192.168.1.21", 82, "", false);
      clock.pass(10);
      assert.equal(client.isConnected(), true);
    });

    it("waits to be told again after the link is lost, for which it asks when it would have tried", () => {
      const { clock, client, serve, asked } = setUpAsking();
      const server = serve();
      client.begin("192.168.1.21", 82, "/ESP32-A");
      client.reach("192.168.1.21", 82, "", false);
      clock.pass(10);
      server.close("gone");
      clock.pass(60000);
      assert.deepEqual([asked(), client.isConnected()], [2, false]);
      server.begin(82);
      client.reach("192.168.1.21", 82, "", false);
      clock.pass(10);
      assert.equal(client.isConnected(), true);
    });

    it("leaves a link when the server is said to be elsewhere", () => {
      const { clock, client, serve } = setUpAsking();
      serve();
      const reasons: string[] = [];
      client.onEvent((type, payload) => {
        if (type === WStype.ERROR) reasons.push(payload);
      });
      client.begin("192.168.1.21", 82, "/ESP32-A");
      client.reach("192.168.1.21", 82, "", false);
      clock.pass(10);
      client.reach("192.168.1.21", 82, "", false);
      assert.equal(client.isConnected(), true);
      client.reach("192.168.1.99", 82, "", true);
      clock.pass(600);
      assert.deepEqual(reasons, ["moved to 192.168.1.99:82"]);
      client.reach("192.168.1.99", 82, "", false);
      clock.pass(10);
      assert.equal(client.isConnected(), true);
    });

    it("leaves no timer and no wish to connect when it is closed", () => {
      const { clock, interpreter, client, serve } = setUpAsking();
      serve();
      client.begin("192.168.1.21", 82, "/ESP32-A");
      client.close("WiFi lost");
      client.reach("192.168.1.21", 82, "", false);
      client.retryNow(true);
      clock.pass(60000);
      assert.deepEqual([client.isConnected(), interpreter.timerCount], [false, 0]);
    });
  });
});
