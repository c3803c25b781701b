import { install } from "@sinonjs/fake-timers";
import assert from "node:assert/strict";
import { Duplex, PassThrough } from "node:stream";
import { failure } from "../../../scripts/console/failure";
import { Connection } from "../../../scripts/monitor/connection";

const port = { kind: "serial", name: "/dev/ttyUSB0" } as const;

describe("the connection of the monitor", () => {
  let clock: ReturnType<typeof install>;
  let events: string[];
  let attemptsMs: number[];
  let next: () => Duplex;
  let connection: Connection;
  let ended: Promise<unknown>;

  beforeEach(() => {
    clock = install({ toNotFake: ["nextTick", "queueMicrotask"] });
    events = [];
    attemptsMs = [];
    connection = new Connection({
      port,
      onData: (data) => events.push(String(data)),
      onOpen: () => events.push("open"),
      onLost: () => events.push("lost"),
      onFailed: (reason) => events.push(reason),
      onLent: (to) => events.push(`lent to ${to}`),
      claim: async () => ({ release: () => {} }),
      open: async () => {
        attemptsMs.push(Date.now());
        return next();
      }
    });
  });
  afterEach(async () => {
    connection.close();
    await ended;
    clock.uninstall();
  });

  function fail(error: Error): () => Duplex {
    return () => {
      throw error;
    };
  }

  it("is tried again after 0.5 s, then longer, 5 s at most, and tells the reason once", async () => {
    next = fail(failure("PORT_NOT_FOUND", port.name));
    ended = connection.run();
    await clock.tickAsync(20_000);
    assert.deepEqual(attemptsMs, [0, 500, 1500, 3500, 7500, 12_500, 17_500]);
    assert.deepEqual(events, [failure("PORT_NOT_FOUND", port.name).message]);
    next = fail(failure("PORT_BUSY", port.name));
    await clock.tickAsync(5000);
    assert.deepEqual(events[1], failure("PORT_BUSY", port.name).message);
  });

  it("is tried soon again when it was well for a while", async () => {
    const link = new PassThrough();
    next = () => link;
    ended = connection.run();
    await clock.tickAsync(60_000);
    link.destroy();
    next = fail(failure("PORT_NOT_FOUND", port.name));
    await clock.tickAsync(0);
    await clock.tickAsync(10_000);
    assert.deepEqual(attemptsMs.slice(0, 3), [0, 60_500, 61_500]);
    assert.deepEqual(events.slice(0, 2), ["open", "lost"]);
  });

  it("is tried less and less often when it closes at once, as a console that another holds", async () => {
    next = () => {
      const link = new PassThrough();
      setTimeout(() => link.destroy(), 10);
      return link;
    };
    ended = connection.run();
    await clock.tickAsync(20_000);
    assert.ok(attemptsMs.length <= 7, `${attemptsMs.length} attempts`);
  });

  it("ends for good without the package for serial ports", async () => {
    next = fail(failure("NO_SERIALPORT", port.name));
    ended = assert.rejects(connection.run(), { code: "NO_SERIALPORT" });
    await clock.tickAsync(0);
    await ended;
  });

  it("refuses what the board has no room for", async () => {
    const link = new Duplex({ read: () => undefined, write: () => undefined });
    next = () => link;
    ended = connection.run();
    assert.equal(connection.send("x"), false);
    await clock.tickAsync(0);
    let taken = 0;
    while (connection.send("x".repeat(1000))) taken++;
    assert.ok(taken >= 64 && taken < 70, `${taken} kB taken`);
  });

  it("closes a port that was just being opened when it is closed", async () => {
    const link = new PassThrough();
    next = () => {
      connection.close();
      return link;
    };
    ended = connection.run();
    await ended;
    assert.equal(link.destroyed, true);
    assert.deepEqual(events, []);
  });
});
