import assert from "node:assert/strict";
import type { Socket } from "../../firmware/types/espruino";
import { createDgram } from "../../shims/dgram";
import { Lan } from "../../shims/lan";
import { createNet } from "../../shims/net";
import { Sockets } from "../../shims/sockets";
import { createFakeBoard } from "../support/fake-board";

const NEAR = "192.168.1.20";
const FAR = "192.168.1.21";
const FAILED = "ERROR: Socket creation failed";

/** A board of which `taken` sockets are in use, and another one that it can reach. */
function setUp(taken: number) {
  const board = createFakeBoard();
  const lan = new Lan({ memory: board.clock });
  const hosts = [lan.addHost(NEAR), lan.addHost(FAR)];
  for (const host of hosts) host.online = true;
  const sockets = new Sockets(board.interpreter);
  const net = createNet(board.interpreter, lan, hosts[0], sockets);
  const dgram = createDgram(board.interpreter, lan, hosts[0], sockets);
  // No board, but a computer.
  const far = createNet(board.interpreter, lan, hosts[1], new Sockets(board.interpreter, 1000));
  const gone: string[] = [];
  far.createServer(() => undefined).listen(82);
  for (let count = 0; count < taken; count++) net.connect({ host: FAR, port: 82 });
  const note = (name: string, socket: Socket): void => {
    socket.on("close", () => gone.push(name));
  };
  return { ...board, sockets, net, dgram, far, gone, note };
}

describe("the ten sockets of a board", () => {
  it("are taken by what listens, by UDP, and by every connection, and given back when it ends", () => {
    const { clock, sockets, net, dgram, far } = setUp(1);
    const server = net.createServer((socket) => {
      socket.on("data", () => undefined);
    });
    server.listen(81);
    const bound = dgram.createSocket({ type: "udp4" }).bind(5000);
    const unbound = dgram.createSocket({ type: "udp4" });
    assert.equal(sockets.open, 3);
    unbound.send("a", 5000, FAR);
    const guest = far.connect({ host: NEAR, port: 81 });
    clock.pass(10);
    assert.equal(sockets.open, 5);
    guest.end();
    bound.close();
    unbound.close();
    server.close();
    clock.pass(10);
    assert.deepEqual([sockets.open, sockets.peak], [1, 5]);
  });

  it("once taken, make connect print and throw", () => {
    const { lines, net } = setUp(10);
    let problem: unknown;
    try {
      net.connect({ host: FAR, port: 82 });
    } catch (error) {
      problem = error;
    }
    assert.equal(String(problem), "InternalError: Unable to create socket");
    assert.deepEqual(lines, [FAILED]);
  });

  it("once taken, make listen print and return, although nobody can connect", () => {
    const { clock, lines, net, far } = setUp(10);
    net.createServer(() => undefined).listen(81);
    assert.throws(() => far.connect({ host: NEAR, port: 81 }));
    clock.pass(10);
    assert.deepEqual(lines, [FAILED, "ERROR: Connect failed (err 111)"]);
  });

  it("once taken, make send print and throw, and bind print and close", () => {
    const { clock, lines, dgram } = setUp(10);
    const closed: string[] = [];
    const bound = dgram.createSocket({ type: "udp4" });
    bound.on("close", () => closed.push("bound"));
    bound.bind(5000);
    assert.throws(
      () => {
        dgram.createSocket({ type: "udp4" }).send("a", 5000, FAR);
      },
      (error) => String(error) === "InternalError: Unable to create socket"
    );
    clock.pass(10);
    assert.deepEqual([lines, closed], [[FAILED, FAILED], ["bound", "bound"]]);
  });

  it("once taken, have an incoming connection closed without a word", () => {
    const { clock, lines, net, far, gone, note } = setUp(8);
    net.createServer((socket) => {
      socket.on("data", () => undefined);
    }).listen(81);
    note("first", far.connect({ host: NEAR, port: 81 }));
    note("second", far.connect({ host: NEAR, port: 81 }));
    clock.pass(10);
    assert.deepEqual([lines, gone], [[], ["second"]]);
  });
});
