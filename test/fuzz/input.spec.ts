import assert from "node:assert/strict";
import { ANNOUNCEMENT } from "./announcement";
import { answerAt, inputAt, readPlan, type Input } from "./input";

const many = (seed: number, count = 3000): Input[] => Array.from({ length: count }, (_, index) => inputAt(seed, index));

/** The first bytes of each connection, as text. */
function heads(inputs: Input[]): string[] {
  return inputs.flatMap((input) => (input.kind === "connection" ? Buffer.concat(input.writes).toString("latin1") : []));
}

describe("the fuzzer's inputs", () => {
  it("are the same for the same seed and number, whatever was drawn before", () => {
    const all = many(7, 200);
    for (const index of [199, 0, 100]) assert.deepEqual(inputAt(7, index), all[index]);
    const answers = [1, 1, 2].map((seed) => Buffer.concat(answerAt(seed, 5, "key")).toString("hex"));
    assert.equal(answers[0], answers[1]);
    assert.notEqual(answers[0], answers[2]);
  });

  it("differ from seed to seed and from number to number", () => {
    const bytes = [...many(1, 500), ...many(2, 500)].map((input) => JSON.stringify({ ...input, index: 0 }));
    assert.ok(new Set(bytes).size > 850, `${new Set(bytes).size} of 1,000 differ`);
  });

  it("are of every kind: both boards, datagrams, every end, one write and many", () => {
    const inputs = many(3);
    const kinds = new Set(inputs.map((input) => (input.kind === "datagram" ? "datagram" : `${input.board} ${input.end}`)));
    assert.deepEqual([...kinds].sort(), ["a fin", "a later", "a reset", "b fin", "b later", "b reset", "datagram"]);
    const writes = inputs.map((input) => (input.kind === "connection" ? input.writes.length : 0));
    assert.ok(writes.includes(1) && writes.some((count) => count > 9));
  });

  it("hold sound requests and announcements, and hostile names, numbers and lengths", () => {
    const inputs = many(4);
    const text = heads(inputs);
    const datagrams = inputs.flatMap((input) => (input.kind === "datagram" ? input.data.toString("latin1") : []));
    assert.ok(text.some((head) => /^GET \/echo HTTP\/1\.1\r\nHost: board:81\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: \S{24}\r\nSec-WebSocket-Version: 13\r\n\r\n/.test(head)));
    assert.ok(text.some((head) => /^__proto__: /m.test(head)));
    assert.ok(text.some((head) => head.length > 2048));
    assert.ok(datagrams.includes(ANNOUNCEMENT.join(" ")));
    assert.ok(datagrams.some((data) => / 9{100} /.test(data)));
    assert.ok(datagrams.includes(""));
  });

  it("are planned by environment variables: a seed, a number of inputs, or one input alone", () => {
    assert.deepEqual(readPlan({}, 20), { seed: 1, first: 0, count: 20 });
    assert.deepEqual(readPlan({ SEED: "5", FUZZ_INPUTS: "9" }, 20), { seed: 5, first: 0, count: 9 });
    assert.deepEqual(readPlan({ SEED: "5", INPUT: "12345", FUZZ_INPUTS: "9" }, 20), { seed: 5, first: 12345, count: 1 });
  });
});
