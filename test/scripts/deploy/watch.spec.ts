import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { watch } from "../../../scripts/deploy/watch";

describe("watch", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "watch-"));
    mkdirSync(path.join(folder, "ws"));
    writeFileSync(path.join(folder, "ws", "frame.ts"), "1");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("calls once for changes at the same time, again for those that came meanwhile, and ends in good order", async () => {
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    let running = 0;
    let calls = 0;
    const file = path.join(folder, "ws", "frame.ts");
    const watched = watch(
      folder,
      async () => {
        assert.equal(++running, 1, "two at a time");
        calls++;
        if (calls === 1) {
          writeFileSync(file, "4");
          await new Promise((resolve) => setTimeout(resolve, 400));
        } else end();
        running--;
      },
      ended
    );
    writeFileSync(file, "2");
    writeFileSync(path.join(folder, "board.ts"), "3");
    await watched;
    assert.equal(calls, 2);
    writeFileSync(file, "5");
  });
});
