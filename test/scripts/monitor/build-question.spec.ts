import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { BuildQuestion } from "../../../scripts/monitor/build-question";

describe("the question which build a board runs", () => {
  let sent: string[];
  let isOpen: boolean;
  let question: BuildQuestion;

  beforeEach(() => {
    sent = [];
    isOpen = true;
    question = new BuildQuestion({ send: (text) => isOpen && sent.push(text) > 0 });
  });

  /** What a board prints that runs this build, and has this script in flash. */
  function answerOf(build: string | undefined, script: string | undefined): string {
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    const require = () => ({ read: () => script });
    runInNewContext(sent[0].replace(/^\x10/, ""), { global: { build }, print, require });
    return lines.join("\n");
  }

  for (const [what, build, script, expected] of [
    ["the build", "a-3f2a9c1", 'x();global.build="a-1111111";\n', "a-3f2a9c1"],
    ["the build in flash, if that failed before it said so", undefined, 'x();global.build="b-1111111";\n', "b-1111111"],
    ["none without a script of ours", undefined, undefined, ""],
    ["none for something else that is called a build", "nightly", undefined, ""]
  ] as const)
    it(`brings ${what}`, async () => {
      const answer = question.ask();
      assert.equal(question.takes(`>${answerOf(build, script)}`), true);
      assert.equal(await answer, expected);
    });

  it("is one line without an echo, whose own text is no answer", () => {
    void question.ask();
    assert.match(sent[0], /^\x10[ -~]+\n$/);
    assert.equal(question.takes(sent[0].trim()), false);
    assert.equal(question.takes('Received from ESP32-B: <BUILD a-3f2a9c1>'), false);
  });

  it("has no answer if the port is not open, or is lost", async () => {
    isOpen = false;
    assert.equal(await question.ask(), undefined);
    isOpen = true;
    const answer = question.ask();
    question.reset();
    assert.equal(await answer, undefined);
  });

  it("does not get between lines that are being typed", () => {
    question.onTyped(Date.now());
    void question.ask();
    assert.deepEqual(sent, []);
  });
});
