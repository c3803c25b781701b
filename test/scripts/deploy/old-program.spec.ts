import assert from "node:assert/strict";
import { journal, stagedName } from "../../../scripts/deploy/installation";
import { BOOT_CODE } from "../../../shims/flash";
import { seededRandom } from "../../../shims/random";
import { ConsoleBoards, type ConsoleBoard } from "../../support/console-boards";
import { DeployRun, OLD_BUILD, OLD_SCRIPT } from "../../support/deploy-run";

/** What runs, and what runs after the power was off. */
function buildsOf({ board }: ConsoleBoard): unknown[] {
  const now = board.run("global.build");
  board.powerOff();
  board.powerOn();
  return [now, board.run("global.build")];
}

describe("a deploy", function () {
  this.timeout(120_000);
  const boards = new ConsoleBoards();
  let runs: DeployRun;

  beforeEach(() => {
    runs = new DeployRun();
  });
  afterEach(async () => {
    await boards.remove();
    runs.remove();
  });

  it("has the old program run while it uploads, and restarts the whole board then", async () => {
    const board = await boards.add({ script: `${OLD_SCRIPT}setInterval(function(){print("old")},20)` });
    const restarts: string[] = [];
    board.board.events.on("restart", (how) => restarts.push(how));
    let uploaded = 0;
    const { code } = await runs.deploy(["--board", "a", "--port", board.name], {
      out: (line) => {
        if (line.startsWith("ESP32-A: ") && ++uploaded === 1) board.lines.length = 0;
        if (/1,836 of 1,836/.test(line)) assert.ok(board.lines.includes("old"), "the old program did not run");
      }
    });
    assert.deepEqual([code, restarts], [0, ["reboot"]]);
  });

  it("leaves no file behind but the boot program", async () => {
    const { board } = await runs.deployTo(boards, {});
    assert.deepEqual(board.board.flash.list(), [BOOT_CODE]);
  });

  it("that is cut each time leaves the old program running, and says so", async () => {
    const { code, err, out, board } = await runs.deployTo(boards, { faults: ["cutMidUpload"] });
    assert.equal(code, 1);
    assert.match(err, /: connection lost during the deploy; .*; the board runs the program that it had$/);
    const tries = out.filter((line) => line.startsWith("ESP32-A: upload failed"));
    assert.deepEqual(tries, [2, 3].map((n) => `ESP32-A: upload failed (connection lost during the deploy); trying again, ${n} of 3`));
    assert.deepEqual(buildsOf(board), [OLD_BUILD, OLD_BUILD]);
    assert.equal(board.board.flash.read(BOOT_CODE), OLD_SCRIPT);
  });

  it("that loses characters is tried again, tells why, and ends well", async () => {
    const board = await boards.add({ script: OLD_SCRIPT });
    const lines: string[] = [];
    const { code } = await runs.deploy(["--board", "a", "--port", board.name], {
      out: (line) => {
        lines.push(line);
        if (lines.filter((each) => /768 of/.test(each)).length === 1) board.console.loseOne(20);
      }
    });
    assert.equal(code, 0);
    assert.ok(lines.includes("ESP32-A: upload failed (FIFO_FULL: the board lost characters); trying again, 2 of 3"), lines.join("\n"));
    assert.match(String(buildsOf(board)[1]), /^a-(?!0{7})/);
  });

  it("ends well or leaves the old program, twenty times, with one character lost in every third", async () => {
    const random = seededRandom(17);
    const board = await boards.add({ script: OLD_SCRIPT });
    for (let i = 0; i < 20; i++) {
      runs.scripts.a = `var n=${i};${"// some text that makes the script longer\n".repeat(20)}global.status=function(){return{address:"192.168.1.101"}};\n`;
      const before = board.board.run("global.build");
      if (i % 3 === 0) board.console.loseOne(Math.floor((random() >>> 0) % 4000));
      const { code, err } = await runs.deploy(["--board", "a", "--port", board.name]);
      const [now, restarted] = buildsOf(board);
      assert.equal(now, restarted);
      if (code === 0) assert.equal(board.board.run("n"), i);
      else assert.equal(now, before, err);
    }
  });
});

describe("the change-over to a new program", () => {
  const OLD = `global.build="a-0000000";`;
  const script = { build: "a-1234567", text: `/*${"x".repeat(2000)}*/global.build="a-1234567";\n` };
  const boards = new ConsoleBoards();
  afterEach(() => boards.remove());

  async function prepared(): Promise<ConsoleBoard> {
    const board = await boards.add({ script: OLD });
    board.board.flash.write(stagedName(script), script.text);
    board.board.flash.write(".boot3", journal(script));
    return board;
  }

  function restart({ board }: ConsoleBoard): void {
    board.powerOff();
    board.powerOn();
  }

  it("goes on at the next start, wherever the power was cut", async () => {
    const { board } = await prepared();
    const write = board.flash.write.bind(board.flash);
    let writes = 0;
    board.flash.write = (...args) => ++writes > 0 && write(...args);
    board.powerOff();
    board.powerOn();
    assert.ok(writes >= 4);
    for (let most = 0; most < writes; most++) {
      const cut = await prepared();
      const { flash } = cut.board;
      let left = most;
      const whole = flash.write.bind(flash);
      flash.write = (...args) => {
        if (left-- > 0) return whole(...args);
        // The old file is erased before the new one is written.
        if (args[2] === 0 || args[2] === undefined) flash.erase(args[0]);
        throw new Error("power cut");
      };
      restart(cut);
      assert.notEqual(cut.board.run("global.build"), script.build);
      flash.write = whole;
      restart(cut);
      assert.equal(cut.board.run("global.build"), script.build, `cut after ${most} writes`);
      // It then removes itself.
      while (flash.list().length > 1) await new Promise(setImmediate);
    }
  });

  it("does nothing when it is not whole itself, or the new program is not", async () => {
    for (const length of [0, 1, 20, 100, journal(script).length - 1]) {
      const board = await boards.add({ script: OLD });
      board.board.flash.write(stagedName(script), script.text);
      board.board.flash.write(".boot3", journal(script).slice(0, length).padEnd(journal(script).length, "\xff"));
      restart(board);
      assert.equal(board.board.run("global.build"), OLD_BUILD);
    }
    const damaged = await boards.add({ script: OLD });
    damaged.board.flash.write(stagedName(script), script.text.replace("x", "y"));
    damaged.board.flash.write(".boot3", journal(script));
    restart(damaged);
    assert.equal(damaged.board.run("global.build"), OLD_BUILD);
  });
});
