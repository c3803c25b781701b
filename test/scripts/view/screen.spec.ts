import { install } from "@sinonjs/fake-timers";
import assert from "node:assert/strict";
import { Screen, type Footer } from "../../../scripts/view/screen";
import { FakeOutput } from "../../support/fake-terminal";

describe("the screen", () => {
  let clock: ReturnType<typeof install>;
  beforeEach(() => (clock = install({ toFake: ["setTimeout", "clearTimeout"] })));
  afterEach(() => clock.uninstall());

  function create(out: FakeOutput, footer?: () => Footer) {
    const gone: string[] = [];
    const screen = new Screen({
      out,
      footer,
      onDropped: (count) => `${count} dropped\n`,
      onGone: () => gone.push("gone")
    });
    const push = (from: number, to: number): void => {
      for (let i = from; i <= to; i++) screen.push(() => `row ${i}\n`);
    };
    return { screen, push, gone };
  }

  it("writes the rows of a frame at once, in their order", async () => {
    const out = new FakeOutput();
    create(out).push(1, 100);
    assert.equal(out.writes, 0);
    await clock.tickAsync(60);
    assert.equal(out.writes, 1);
    assert.match(out.text, /^row 1\nrow 2\n(row \d+\n)*row 100\n$/);
  });

  it("waits for an output that is slow, drops the oldest rows when too many wait, and says how many", async () => {
    const out = new FakeOutput();
    out.stall();
    const { push } = create(out);
    push(1, 1);
    await clock.tickAsync(60);
    push(2, 10_001);
    await clock.tickAsync(1000);
    assert.equal(out.writes, 1);
    out.resumeWrites();
    await clock.tickAsync(60);
    const [, dropped, first] = /^row 1\n(\d+) dropped\nrow (\d+)\n/.exec(out.text) ?? [];
    assert.equal(Number(first), 2 + Number(dropped));
    const kept = out.text.split("\n").length - 3;
    assert.equal(kept + Number(dropped), 10_000);
    assert.ok(kept >= 1500 && kept <= 2000, `${kept} kept`);
    assert.match(out.text, /row 10001\n$/);
  });

  it("keeps the footer below the rows, with the cursor where it says", async () => {
    const out = new FakeOutput({ isTTY: true });
    const { screen, push } = create(out, () => ({ rows: ["titles", "prompt"], cursorColumn: 6 }));
    screen.touch();
    await clock.tickAsync(60);
    assert.equal(out.text, "titles\nprompt\r\x1b[6C");
    out.text = "";
    push(1, 1);
    await clock.tickAsync(60);
    assert.equal(out.text, "\x1b[1A\r\x1b[Jrow 1\ntitles\nprompt\r\x1b[6C");
  });

  it("takes the whole footer away when the terminal has become narrower, and wrapped it", async () => {
    const out = new FakeOutput({ isTTY: true });
    const { screen } = create(out, () => ({ rows: ["t".repeat(90), "p".repeat(70)], cursorColumn: 65 }));
    screen.touch();
    await clock.tickAsync(60);
    out.text = "";
    out.columns = 40;
    out.emit("resize");
    await clock.tickAsync(60);
    // Three rows of titles, and the cursor in the second row of the prompt.
    assert.match(out.text, /^\x1b\[4A\r\x1b\[Jt/);
  });

  it("writes what is left when it is closed, and takes the footer away", async () => {
    const out = new FakeOutput({ isTTY: true });
    const { screen, push } = create(out, () => ({ rows: ["prompt"], cursorColumn: 0 }));
    screen.touch();
    await clock.tickAsync(60);
    push(1, 2);
    await screen.close();
    assert.equal(out.text, "prompt\r\r\x1b[Jrow 1\nrow 2\n");
  });

  it("is closed after a second also when the output takes nothing", async () => {
    const out = new FakeOutput();
    out.stall();
    const { screen, push } = create(out);
    push(1, 1);
    await clock.tickAsync(60);
    let isClosed = false;
    void screen.close().then(() => (isClosed = true));
    await clock.tickAsync(900);
    assert.equal(isClosed, false);
    await clock.tickAsync(200);
    assert.equal(isClosed, true);
  });

  it("tells when the output is gone, and writes no more", async () => {
    const out = new FakeOutput();
    const { push, gone } = create(out);
    out.destroy(new Error("EPIPE"));
    await clock.tickAsync(0);
    push(1, 10);
    await clock.tickAsync(60);
    assert.deepEqual(gone, ["gone"]);
    assert.equal(out.text, "");
  });
});
