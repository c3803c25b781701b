import assert from "node:assert/strict";
import type { WebSocket } from "../../../firmware/ws";
import { twoEnds } from "./two-ends";

describe("a connection", () => {
  it("opens at both ends and delivers messages", () => {
    const { clock, told, serve, connect } = twoEnds();
    const server = serve();
    const ws = connect();
    clock.pass(50);
    server.broadcast("2");
    ws.send("1");
    clock.pass(50);
    assert.deepEqual(told, { client: ["open", "message 2"], server: ["message 1"] });
  });

  it("delivers texts and bytes of every kind of length, in both directions", () => {
    const { clock, told, serve, connect } = twoEnds();
    const server = serve();
    const ws = connect();
    clock.pass(50);
    const texts = [0, 1, 125, 126, 127, 536, 16000].map((length) => "x".repeat(length)).concat("gr\xc3\xbc\xc3\x9fe");
    for (const end of [ws, server.clients[0]]) {
      for (const text of texts) {
        assert.equal(end.send(text), true);
        clock.pass(200);
      }
      assert.equal(end.send(Uint8Array.of(0, 255)), true);
      assert.equal(end.send("\xff", { binary: true }), true);
    }
    clock.pass(50);
    const expected = [...texts, "\0\xff", "\xff"].map((text) => `message ${text}`);
    assert.deepEqual(told, { client: ["open", ...expected], server: expected });
  });

  it("refuses to send what may not be sent, and stays open", () => {
    const { clock, serve, connect } = twoEnds();
    serve();
    const ws = connect();
    clock.pass(50);
    assert.deepEqual([ws.send("\xff"), ws.ping("x".repeat(126)), ws.close(1005), ws.close(1000, "x".repeat(124))], Array(4).fill(false));
    assert.deepEqual([ws.ping("x".repeat(125)), ws.send("fine")], [true, true]);
  });

  it("answers a ping with its payload, and both ends report it", () => {
    const { clock, serve, connect } = twoEnds();
    const server = serve();
    const ws = connect();
    clock.pass(50);
    const seen: string[] = [];
    server.clients[0].on("ping", (data: string) => seen.push(`ping ${data}`));
    ws.on("pong", (data: string) => seen.push(`pong ${data}`));
    ws.ping("there?");
    clock.pass(50);
    assert.deepEqual(seen, ["ping there?", "pong there?"]);
  });

  for (const closing of ["client", "server"])
    it(`reports code and reason at both ends when the ${closing} closes it, and leaves nothing behind`, () => {
      const { clock, lines, told, serve, connect, timers } = twoEnds();
      const server = serve();
      const ends: { [who: string]: WebSocket } = { client: connect() };
      clock.pass(50);
      ends.server = server.clients[0];
      assert.equal(ends[closing].close(4001, "bye"), true);
      clock.pass(100);
      const other = closing === "client" ? "server" : "client";
      assert.deepEqual(told[other].at(-1), "close 4001 bye");
      assert.match(told[closing].at(-1) ?? "", /^close 4001/);
      assert.deepEqual([server.clients.length, timers(), lines], [0, 0, []]);
      for (const ws of Object.values(ends)) assert.deepEqual([ws.send("late"), ws.close(), ws.bufferedBytes], [false, false, 0]);
    });

  it("reports 1006 for an end without a close frame", () => {
    const { clock, told, far, serve, connect, timers } = twoEnds();
    const server = serve();
    connect();
    clock.pass(50);
    far.net.kill();
    far.interpreter.stopTimers();
    clock.pass(50);
    assert.deepEqual(told.server, ["close 1006 "]);
    assert.deepEqual([server.clients.length, timers()], [0, 0]);
  });

  it("is terminated at once and reports the reason once", () => {
    const { clock, told, serve, connect, timers } = twoEnds();
    serve();
    const ws = connect();
    clock.pass(50);
    ws.terminate("moved");
    clock.pass(50);
    ws.terminate("again");
    clock.pass(5000);
    assert.deepEqual(told, { client: ["open", "error 1006 moved", "close 1006 "], server: ["close 1006 "] });
    assert.equal(timers(), 0);
  });

  it("ends within 2 s of close() if nothing gets through any more", () => {
    const { clock, lan, told, serve, connect } = twoEnds();
    serve();
    const ws = connect();
    clock.pass(50);
    lan.change(() => lan.faults.add("halfOpen"));
    ws.close();
    clock.pass(1900);
    assert.deepEqual(told.client, ["open"]);
    clock.pass(200);
    assert.deepEqual(told.client, ["open", "close 1006 "]);
  });

  it("counts the bytes waiting to be sent", () => {
    const { clock, lan, serve, connect } = twoEnds();
    serve();
    const ws = connect();
    clock.pass(50);
    assert.equal(ws.bufferedBytes, 0);
    lan.change(() => lan.faults.add("halfOpen"));
    ws.send("x".repeat(100));
    clock.pass(50);
    // Header and mask are 6 bytes.
    assert.equal(ws.bufferedBytes, 106);
  });

  describe("opened by a client", () => {
    it("is given up after 5 s without an answer", () => {
      const { clock, lan, told, near, connect, timers } = twoEnds();
      lan.listen(near.host, 81, () => undefined);
      connect();
      clock.pass(4900);
      assert.deepEqual(told.client, []);
      clock.pass(200);
      assert.deepEqual(told.client, ["error 1006 no handshake in time", "close 1006 "]);
      assert.equal(timers(), 0);
    });

    it("reports an end before it was open", () => {
      const { clock, lan, told, serve, connect, timers } = twoEnds();
      serve();
      lan.faults.add("closeBeforeOpen");
      connect();
      clock.pass(100);
      assert.deepEqual(told.client, ["error 1006 ended within the handshake", "close 1006 "]);
      assert.equal(timers(), 0);
    });

    it("reports that nobody listens, after the caller could add handlers", () => {
      const { clock, told, connect, timers } = twoEnds();
      connect();
      clock.pass(100);
      assert.match(told.client[0], /^error 1006 .*Unable to create socket$/);
      assert.deepEqual([told.client.slice(1), timers()], [["close 1006 "], 0]);
    });

    it("ends without a close frame if it is closed before it is open", () => {
      const { clock, told, serve, connect, timers } = twoEnds();
      const server = serve();
      const ws = connect();
      assert.equal(ws.close(), false);
      clock.pass(100);
      assert.deepEqual(told.client.filter((each) => !each.startsWith("error")), ["close 1006 "]);
      assert.deepEqual([server.clients.length, timers()], [0, 0]);
    });
  });
});
