import assert from "node:assert/strict";
import { Prompt } from "../../../scripts/view/prompt";
import { FakeInput } from "../../support/fake-terminal";

describe("the prompt", () => {
  let input: FakeInput;
  let prompt: Prompt<string>;
  let events: string[];

  beforeEach(() => {
    input = new FakeInput({ isTTY: true });
    events = [];
    prompt = new Prompt({
      input,
      targets: ["a", "b"],
      onLine: (target, text) => events.push(`${target}: ${text}`),
      onChange: () => undefined,
      onEnd: () => events.push("end")
    });
  });
  afterEach(() => prompt.close());

  /** Types, a key at a time. */
  async function type(...keys: string[]): Promise<void> {
    for (const key of keys) {
      input.write(key);
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
  }

  it("hands a line to the first target, and after Tab to the next", async () => {
    await type("1", "+", "1", "\r", "\t", ..."status()", "\r", "\t", "x", "\r");
    assert.deepEqual(events, ["a: 1+1", "b: status()", "a: x"]);
  });

  it("keeps what is typed when Tab goes to the other target", async () => {
    await type("a", "b", "\t");
    assert.equal(prompt.target, "b");
    assert.deepEqual(prompt.visible(20), { text: "ab", cursor: 2 });
  });

  it("takes a Tab in what is pasted for white space", async () => {
    await type("if (x)\r\ty();\r", "\tif (x)\r\ty();\r", "a\tb\r");
    assert.equal(prompt.target, "a");
    assert.deepEqual(events, ["a: if (x)", "a:   y();", "a:   if (x)", "a:   y();", "a: a  b"]);
  });

  it("takes a Tab for a key that came at once with what was typed next or before", async () => {
    await type("\tstatus()\r", "x\t");
    assert.deepEqual(events, ["b: status()"]);
    assert.equal(prompt.target, "a");
  });

  it("edits the line, and has the ones before", async () => {
    await type(..."abd", "\x1b[D", "c", "\r", "\x1b[A");
    assert.deepEqual(events, ["a: abcd"]);
    assert.equal(prompt.visible(20).text, "abcd");
  });

  it("takes characters of more than one byte", async () => {
    await type("é", "→", "\r");
    assert.deepEqual(events, ["a: é→"]);
  });

  it("shows of a long line what is around the cursor", async () => {
    await type(..."0123456789abc");
    assert.deepEqual(prompt.visible(10), { text: "456789abc", cursor: 9 });
    await type("\x1b[H");
    assert.deepEqual(prompt.visible(10), { text: "0123456789", cursor: 0 });
  });

  it("ends on Ctrl-C and on Ctrl-D", async () => {
    await type("\x03", "\x04");
    assert.deepEqual(events, ["end", "end"]);
  });

  it("does not stop on Ctrl-Z, which would leave the terminal to npm", async () => {
    await type("\x1a", "x", "\r");
    assert.deepEqual(events, ["a: x"]);
  });

  it("has the terminal give each key, and gives it back when it is closed", () => {
    assert.equal(input.isRaw, true);
    prompt.close();
    assert.equal(input.isRaw, false);
    assert.deepEqual(events, []);
  });
});
