import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import type { Connection } from "../../../scripts/monitor/connection";
import { HealthCheck } from "../../../scripts/monitor/health";

describe("the question how a board is", () => {
  let sent: string[];
  let isOpen: boolean;
  let health: HealthCheck;

  beforeEach(() => {
    sent = [];
    isOpen = true;
    const send = (text: string): boolean => isOpen && sent.push(text) > 0;
    health = new HealthCheck({ send } as Connection);
  });

  /** What a board prints that has this status, or no such function. */
  function answerOf(status?: object): string {
    health.ask(0);
    const lines: string[] = [];
    const globals: Record<string, unknown> = {
      status: status && (() => status),
      print: (line: string) => lines.push(line),
      process: { memory: () => ({ free: 3000 }) }
    };
    globals.global = globals;
    runInNewContext(sent[0].replace(/^\x10/, ""), globals);
    assert.equal(lines.length, 1);
    return lines[0];
  }

  const up = (roundTripMs: number) => ({ up: true, roundTripMs });
  const cases: [string, object | undefined, object][] = [
    ["all there is", { free: 2800, links: { server: up(9), client: up(12) } }, { free: 2800, roundTripMs: 12 }],
    ["the server's link when the client's is down", { free: 1, links: { server: up(9), client: { up: false, roundTripMs: 12 } } }, { free: 1, roundTripMs: 9 }],
    ["no round-trip time that no ping has measured", { free: 1, links: { server: up(0), client: up(0) } }, { free: 1, roundTripMs: undefined }],
    ["no round-trip time without links", { free: 2800, links: { server: { up: false }, client: { up: false } } }, { free: 2800, roundTripMs: undefined }],
    ["the interpreter's memory with a status that lacks it", { address: "192.168.1.20" }, { free: 3000, roundTripMs: undefined }],
    ["the interpreter's memory without a script of ours", undefined, { free: 3000, roundTripMs: undefined }]
  ];
  for (const [what, status, expected] of cases)
    it(`brings ${what}`, () => {
      assert.equal(health.takes(answerOf(status)), true);
      assert.deepEqual(health.latest(), expected);
      assert.deepEqual(health.latest(), {}, "only once");
    });

  it("is one line without an echo, whose own text is no answer", () => {
    health.ask(0);
    assert.match(sent[0], /^\x10[ -~]+\n$/);
    assert.equal(health.takes(sent[0].trim()), false);
    assert.equal(health.takes("Received from ESP32-B: 2"), false);
  });

  it("knows its answer also behind the prompt, and drops one that was cut", () => {
    assert.equal(health.takes('><HEALTH {"free":1}>'), true);
    assert.deepEqual(health.latest(), { free: 1, roundTripMs: undefined });
    assert.equal(health.takes('<HEALTH {"fre>'), true);
    assert.deepEqual(health.latest(), {});
    assert.equal(health.takes('<HEALTH {"free":"many","roundTripMs":-1}>'), true);
    assert.deepEqual(health.latest(), { free: undefined, roundTripMs: undefined });
  });

  it("is not put while another is open, but again after 10 s, with what clears a line that lost its end", () => {
    health.ask(0);
    health.ask(2000);
    health.ask(9000);
    assert.equal(sent.length, 1);
    health.ask(10_000);
    assert.equal(sent.length, 2);
    assert.equal(sent[1], `\x1b[2H${sent[0]}`);
    health.takes("<HEALTH {}>");
    health.ask(12_000);
    assert.equal(sent[2], sent[0]);
  });

  it("is not put for 5 s after something was typed", () => {
    health.onTyped(1000);
    health.ask(5000);
    assert.equal(sent.length, 0);
    health.ask(6000);
    assert.equal(sent.length, 1);
  });

  it("is put at once on a new connection", () => {
    health.ask(0);
    health.reset();
    health.ask(2000);
    assert.deepEqual(sent, [sent[0], sent[0]]);
  });

  it("does not wait for an answer when it was not sent", () => {
    isOpen = false;
    health.ask(0);
    isOpen = true;
    health.ask(2000);
    assert.equal(sent.length, 1);
  });
});
