import assert from "node:assert/strict";
import { twoEnds } from "./two-ends";

const REQUEST =
  "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

describe("a connection accepted by a server", () => {
  it("frees its place when it ends", () => {
    const { clock, serve, dial } = twoEnds();
    serve();
    for (let i = 0; i < 30; i++) {
      const { socket, got } = dial();
      socket.write(REQUEST);
      clock.pass(50);
      assert.match(got.join(""), /^HTTP\/1\.1 101 /, `connection ${i}`);
      socket.end();
      clock.pass(50);
    }
  });

  it("is dropped if no request arrives within 5 s", () => {
    const { clock, serve, dial, timers } = twoEnds();
    serve();
    const { got } = dial();
    clock.pass(4900);
    assert.deepEqual(got, []);
    clock.pass(200);
    assert.deepEqual([got, timers()], [["end"], 0]);
  });

  it("opens for a request that arrives byte by byte, and for a frame in the same packet", () => {
    for (const bytes of [1, 1000]) {
      const { clock, told, serve, dial } = twoEnds();
      serve();
      const { socket } = dial();
      const all = REQUEST + "\x81\x82\0\0\0\0hi";
      for (let at = 0; at < all.length; at += bytes) {
        socket.write(all.slice(at, at + bytes));
        clock.pass(5);
      }
      clock.pass(50);
      assert.deepEqual(told.server, ["message hi"]);
    }
  });

  for (const [what, text] of [["has no end", "x".repeat(2100)], ["is too long", `GET / HTTP/1.1\r\nX: ${"x".repeat(2100)}\r\n\r\n`]])
    it(`is refused with 431 if the request's head ${what}`, () => {
      const { clock, serve, dial } = twoEnds();
      serve();
      const { socket, got } = dial();
      socket.write(text);
      clock.pass(100);
      assert.match(got.join(""), /^HTTP\/1\.1 431 /);
    });

  it("is ended within 5 s if the refusal cannot be delivered", () => {
    const { clock, lan, serve, dial, timers } = twoEnds();
    serve();
    const { socket } = dial();
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    clock.pass(1);
    lan.change(() => lan.faults.add("halfOpen"));
    clock.pass(5200);
    assert.equal(timers(), 0);
  });

  it("is ended as soon as the peer answers the close frame of a violation", () => {
    const { clock, told, serve, dial } = twoEnds();
    serve();
    const { socket } = dial();
    socket.write(REQUEST);
    clock.pass(50);
    socket.write("\x81\x02hi");
    clock.pass(50);
    // Ignored.
    socket.write("\x81\x82\0\0\0\0hi");
    clock.pass(50);
    assert.deepEqual(told.server.length, 1, String(told.server));
    socket.write("\x88\x80\0\0\0\0");
    clock.pass(50);
    assert.deepEqual(told.server.slice(1), ["close 1006 "]);
  });

  for (const [what, payload, code] of [
    ["of one byte", "\x03", 1002],
    ["with a code that may not be sent", "\x03\xed", 1002],
    ["with a reason that is not UTF-8", "\x03\xe8\xff", 1007]
  ] as const)
    it(`answers a close frame ${what} with ${code}`, () => {
      const { clock, told, serve, dial } = twoEnds();
      serve();
      const { socket, got } = dial();
      socket.write(REQUEST);
      clock.pass(50);
      got.length = 0;
      socket.write("\x88" + String.fromCharCode(0x80 | payload.length) + "\0\0\0\0" + payload);
      clock.pass(50);
      assert.deepEqual(got[0]?.slice(2, 4), String.fromCharCode(code >> 8, code & 255));
      assert.match(told.server[0], new RegExp(`^error ${code} `));
    });

  it("is refused and ended if the request is not an upgrade", () => {
    const { clock, serve, dial, timers } = twoEnds();
    serve();
    const { socket, got } = dial();
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    clock.pass(150);
    assert.match(got.join(""), /^HTTP\/1\.1 426 [^]*\r\n\r\nend$/);
    assert.equal(timers(), 0);
  });

  it("is closed with 1002 after a protocol violation, and later frames are ignored", () => {
    const { clock, lines, told, serve, dial, timers } = twoEnds();
    serve();
    const { socket, got } = dial();
    socket.write(REQUEST);
    clock.pass(50);
    got.length = 0;
    // A frame that is not masked, and one that is.
    socket.write("\x81\x02hi\x81\x82\0\0\0\0hi");
    clock.pass(50);
    assert.match(got[0], /^\x88[^]\x03\xea/);
    assert.deepEqual(told.server.filter((each) => each.startsWith("message")), []);
    assert.match(told.server[0], /^error 1002 /);
    clock.pass(2100);
    assert.deepEqual([told.server.at(-1), timers(), lines], ["close 1006 ", 0, []]);
  });

  it("ignores what arrives after its end", () => {
    const { clock, lines, near, serve, dial } = twoEnds();
    serve();
    const { socket } = dial();
    socket.write(REQUEST);
    socket.write("\x88\x80\0\0\0\0\x81\x82\0\0\0\0hi".repeat(50));
    clock.pass(100);
    socket.end();
    near.net.kill();
    clock.pass(10000);
    assert.deepEqual(lines, []);
  });
});
