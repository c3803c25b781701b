import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import { askBoard, NoAnswer } from "../../../scripts/console/board-console";

const EXPRESSION = "process.memory().usage";
const options = { answerMs: 2000, repeatMs: 5, interrupt: false };

/** A console whose other end is the test's function; it gets each question and its nonce. */
function consoleOf(hear: (link: Duplex, nonce: string, question: string, count: number) => void): Duplex {
  let count = 0;
  const link: Duplex = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      const question = chunk.toString("latin1");
      hear(link, /ANSWER ([0-9a-f]{8}) /.exec(question)?.[1] ?? "", question, ++count);
      done();
    }
  });
  return link;
}

const noAnswer = (reason: string, heard: string) => (error: unknown) => {
  assert.ok(error instanceof NoAnswer);
  assert.deepEqual([error.reason, error.heard], [reason, heard]);
  return true;
};

describe("askBoard", () => {
  it("finds the answer among the script's lines, in whatever pieces it comes", async () => {
    const link = consoleOf((link, nonce, question, count) => {
      assert.ok(question.includes(`JSON.stringify(${EXPRESSION})`));
      if (count > 1) return;
      const line = `<ANSWER ${nonce} ["b-89abcde",86,"2v29.277"] ${nonce}>`;
      for (const char of `\r\x1b[JReceived from ESP32-B: 2\r\n>${line}\r\n>Message`) link.push(char);
    });
    assert.deepEqual(await askBoard(link, EXPRESSION, options), ["b-89abcde", 86, "2v29.277"]);
  });

  it("reads through XON and XOFF", async () => {
    const link = consoleOf((link, nonce) => link.push(`<ANS\x13WER ${nonce} 4\x113 ${nonce}>`));
    assert.equal(await askBoard(link, EXPRESSION, options), 43);
  });

  it("puts a question again that was lost, or whose answer was garbled", async () => {
    const link = consoleOf((link, nonce, _question, count) => {
      if (count === 2) link.push(`<ANSWER ${nonce} [43 ${nonce}>`);
      if (count === 3) link.push(`<ANSWER ${nonce} [43] ${nonce}>`);
    });
    assert.deepEqual(await askBoard(link, EXPRESSION, options), [43]);
  });

  it("takes neither an echo of the question nor the answer to another one", async () => {
    let heard = "";
    const link = consoleOf((link, _nonce, question, count) => {
      const echo = `${question}<ANSWER 00000000 43 00000000>`;
      if (count === 1) link.push((heard = echo));
    });
    const asked = askBoard(link, EXPRESSION, { ...options, answerMs: 100, repeatMs: 1000 });
    await assert.rejects(asked, noAnswer("stranger", heard));
  });

  it("gives up in time on a board that is silent", async () => {
    const asked = askBoard(consoleOf(() => {}), EXPRESSION, { ...options, answerMs: 50 });
    await assert.rejects(asked, noAnswer("silent", ""));
  });

  it("gives up at once when the connection closes", async () => {
    const link = consoleOf((link) => link.destroy());
    await assert.rejects(askBoard(link, EXPRESSION, options), noAnswer("closed", ""));
    await assert.rejects(askBoard(link, EXPRESSION, options), noAnswer("closed", ""));
  });

  it("sends Ctrl-C with every third question, and to a script that is to stay never", async () => {
    for (const interrupt of [true, false]) {
      const interrupts: boolean[] = [];
      const link = consoleOf((link, nonce, question, count) => {
        interrupts.push(question.includes("\x03"));
        if (count === 6) link.push(`<ANSWER ${nonce} 1 ${nonce}>`);
      });
      await askBoard(link, EXPRESSION, { ...options, interrupt });
      assert.deepEqual(interrupts, [false, false, interrupt, false, false, interrupt]);
    }
  });

  it("leaves no listener behind", async () => {
    const link = consoleOf((link, nonce) => link.push(`<ANSWER ${nonce} 1 ${nonce}>`));
    const before = link.listenerCount("data") + link.listenerCount("close");
    await askBoard(link, EXPRESSION, options);
    assert.equal(link.listenerCount("data") + link.listenerCount("close"), before);
  });
});
