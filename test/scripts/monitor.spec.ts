import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stamp } from "../../scripts/deploy/build-id";
import { run } from "../../scripts/monitor/run";
import { FakeInput, FakeOutput } from "../support/fake-terminal";
import { TcpConsole } from "../support/tcp-console";
import { MINIFIED } from "./trace/recorded/program";

/** A run of the monitor on two consoles. */
interface Run {
  input: FakeInput;
  out: FakeOutput;
  err: string[];
  /** Ends it as a signal does; resolves with its exit code. */
  end(): Promise<number>;
  code: Promise<number>;
}

describe("npm run monitor", () => {
  let a: TcpConsole;
  let b: TcpConsole;
  let folder: string;
  let runs: Run[];

  beforeEach(async () => {
    [a, b] = [await TcpConsole.start(), await TcpConsole.start()];
    folder = mkdtempSync(path.join(tmpdir(), "monitor-"));
    runs = [];
  });
  afterEach(async () => {
    await Promise.all(runs.map((each) => each.end()));
    await Promise.all([a.unplug(), b.unplug()]);
    rmSync(folder, { recursive: true });
  });

  function start(args: string[] = [], { isTTY = false } = {}): Run {
    const input = new FakeInput({ isTTY });
    const out = new FakeOutput({ isTTY });
    // No message goes on in the next row.
    out.columns = 400;
    const err: string[] = [];
    let stop: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (stop = resolve));
    const settings = { env: { BOARD_A_SERIAL: a.name, BOARD_B_SERIAL: b.name }, file: "none" };
    const code = run(args, { input, out, err: (line) => err.push(line), until, settings, folders: [folder] });
    const made = { input, out, err, code, end: () => (stop(), code) };
    runs.push(made);
    return made;
  }

  const both = () => Promise.all([a.connected(), b.connected()]);

  it("shows both consoles side by side, with the time, the boards' names and no colours in a pipe", async () => {
    const { out, end } = start();
    await both();
    a.say("Received from ESP32-B: 2\r\n");
    // The second as Espruino prints it while a line without echo comes in.
    b.say(">\r\x1b[JReceived from ESP32-A: 1\r\n>Received from ESP32-A: 3\r\n");
    await Promise.all([out.shows("Received from ESP32-B: 2"), out.shows("Received from ESP32-A: 3")]);
    assert.match(out.text, /^ {13}ESP32-A, tcp:\S+ +\| ESP32-B, tcp:\S+\n/);
    assert.match(out.text, /^\d\d:\d\d:\d\d\.\d{3} Received from ESP32-B: 2 +\|$/m);
    assert.match(out.text, /^\d\d:\d\d:\d\d\.\d{3} {37,} \| Received from ESP32-A: 1$/m);
    assert.match(out.text, /\| Received from ESP32-A: 3$/m);
    assert.equal(out.text.includes("\x1b"), false);
    assert.equal(await end(), 0);
  });

  it("shows one board alone", async () => {
    const { out, end } = start(["--board", "b"]);
    await b.connected();
    b.say("Received from ESP32-A: 1\r\n");
    await out.shows(/^\S+ Received from ESP32-A: 1$/m);
    assert.equal(out.text.includes("|"), false);
    await end();
  });

  it("logs every line with time and board, and shows those that match the filter", async () => {
    const log = path.join(folder, "log");
    const { out, end } = start(["--log", log, "--filter", "^Missing"]);
    await both();
    a.say("Received from ESP32-B: 2\r\nMissing from ESP32-B: 4 (1)\r\n");
    await out.shows("! Missing from ESP32-B: 4 (1)");
    assert.equal(out.text.includes("Received"), false);
    await end();
    const logged = readFileSync(log, "utf8");
    assert.match(logged, /^\d{4}-\d\d-\d\dT\S+ ESP32-A Received from ESP32-B: 2$/m);
    assert.match(logged, /^\S+ ESP32-A Missing from ESP32-B: 4 \(1\)$/m);
    assert.match(logged, /^\S+ ESP32-B -- tcp:\S+ is open$/m);
  });

  it("says when a board is unplugged, and goes on when it is back", async () => {
    const { out, end } = start();
    await both();
    await a.unplug();
    await out.shows(/-- tcp:\S+ has closed; trying again/);
    await out.shows(/connection refused/);
    await a.plugIn();
    await a.connected();
    a.say("Received from ESP32-B: 4\r\n");
    await out.shows("Received from ESP32-B: 4");
    assert.equal(out.text.match(/connection refused/g)?.length, 1);
    assert.equal(await end(), 0);
  });

  it("writes nothing to a board when nothing is typed", async () => {
    const { out, end } = start();
    await both();
    b.say("x\r\n");
    await out.shows("x");
    await end();
    assert.equal(a.received + b.received, "");
  });

  it("sends the lines of an input that is no terminal, once the board is there, and after a Tab to the other", async () => {
    await a.unplug();
    const { input, end } = start();
    input.end("status()\n\tprocess.env\n\t1+1\n");
    await a.plugIn();
    await Promise.all([a.gets("1+1\n"), b.gets("process.env\n")]);
    assert.equal(a.received, "status()\n1+1\n");
    assert.equal(b.received, "process.env\n");
    await end();
  });

  it("in a terminal sends what is typed to the board that Tab chose, until Ctrl-C", async () => {
    const { input, out, code } = start([], { isTTY: true });
    await both();
    await out.shows("ESP32-A> ");
    input.write("status()");
    await out.shows("status()");
    input.write("\r");
    await a.gets("status()\n");
    input.write("\t");
    await out.shows("ESP32-B> ");
    input.write("1+1\r");
    await b.gets("1+1\n");
    input.write("\x03");
    assert.equal(await code, 0);
    assert.equal(input.isRaw, false);
    assert.equal(a.received, "status()\n");
  });

  it("says that what is typed for a board that is away was not sent", async () => {
    await a.unplug();
    const { input, out, end } = start(["--board", "a"], { isTTY: true });
    await out.shows("ESP32-A> ");
    input.write("save()\r");
    await out.shows('not sent: "save()"; the port is not open');
    await end();
  });

  it("has colours in a terminal, unless NO_COLOR says no", async () => {
    const { NO_COLOR } = process.env;
    try {
      for (const isColoured of [true, false]) {
        if (isColoured) delete process.env.NO_COLOR;
        else process.env.NO_COLOR = "1";
        const { out, end } = start([], { isTTY: true });
        await both();
        a.say("Restarted: ESP32-B at 2, after 48\r\n");
        await out.shows("! Restarted: ESP32-B at 2, after 48");
        await end();
        assert.equal(out.text.includes("\x1b[45m"), isColoured);
        await Promise.all([a.unplug(), b.unplug()]);
        await Promise.all([a.plugIn(), b.plugIn()]);
      }
    } finally {
      if (NO_COLOR === undefined) delete process.env.NO_COLOR;
      else process.env.NO_COLOR = NO_COLOR;
    }
  });

  it("with --plot asks the boards how they are, and draws it instead of the answers", async () => {
    const { out, end } = start(["--plot"], { isTTY: true });
    await both();
    await a.gets("\n");
    assert.match(a.received, /^\x10[^\n]+\n$/);
    a.say('><HEALTH {"free":2897,"roundTripMs":12}>\r\nReceived from ESP32-B: 2\r\n');
    await out.shows("round trip 12 ms");
    assert.match(out.text, /0\.[45]\d* numbers\/s/);
    assert.match(out.text, /2,897 JsVars free/);
    assert.match(out.text, /  2897┤/);
    assert.equal(out.text.includes("HEALTH"), false);
    await end();
  });

  describe("under the trace of an uncaught error", () => {
    const TRACE = "Uncaught Error: a level of 7\r\n    at :1:9\r\nt.read(7)\r\n        ^\r\n";

    /** A run in which board A printed a trace, and was asked for its build. */
    async function traced(args: string[] = []): Promise<Run> {
      writeFileSync(path.join(folder, "board-a.js"), MINIFIED.code);
      writeFileSync(path.join(folder, "board-a.js.map"), MINIFIED.map);
      const made = start(args);
      await both();
      a.say(TRACE);
      await a.gets("BUILD");
      return made;
    }

    it("adds the TypeScript line if the board runs the build that is at hand, also to the log", async () => {
      const log = path.join(folder, "log");
      const { out, end } = await traced(["--log", log]);
      assert.equal(out.text.includes("-- at"), false, "it is not known yet");
      a.say(`><BUILD ${stamp("a", MINIFIED.code).build}>\r\n`);
      await out.shows(/^\S+ -- at \S*firmware\/board\.ts:16 +\|$/m);
      assert.equal(out.text.includes("BUILD"), false);
      await end();
      assert.match(readFileSync(log, "utf8"), /^\S+ ESP32-A -- at \S*firmware\/board\.ts:16$/m);
    });

    it("asks only once, until the port is opened again", async () => {
      const { out, end } = await traced();
      a.say(`<BUILD ${stamp("a", MINIFIED.code).build}>\r\n`);
      await out.shows("board.ts:16");
      a.say(TRACE);
      await out.shows(/board\.ts:16[^]*board\.ts:16/);
      assert.equal(a.received.match(/BUILD/g)?.length, 1);
      await a.unplug();
      await a.plugIn();
      await a.connected();
      a.received = "";
      a.say(TRACE);
      await a.gets("BUILD");
      await end();
    });

    it("says so if the board runs another build", async () => {
      const { out, end } = await traced();
      a.say("<BUILD a-1234567>\r\n");
      await out.shows("-- no TypeScript lines for this trace: ESP32-A's build 1234567 is not in dist/");
      assert.equal(out.text.includes("-- at"), false);
      await end();
    });

    it("says nothing if the board runs no build of ours", async () => {
      const { out, end } = await traced();
      a.say("<BUILD >\r\nlater\r\n");
      await out.shows("later");
      a.say(`${TRACE}last\r\n`);
      await out.shows("last");
      assert.equal(/-- (at|no) /.test(out.text), false);
      await end();
    });
  });

  it("keeps in the log what a slow output did not show, and says how much that was", async () => {
    const log = path.join(folder, "log");
    const { out, end } = start(["--log", log, "--board", "a"]);
    await a.connected();
    a.say("first\r\n");
    await out.shows("first");
    out.stall();
    const count = 20_000;
    a.say(Array.from({ length: count }, (_, i) => `Received from ESP32-B: ${2 * i + 2}\r\n`).join("") + "last\r\n");
    while (!readFileSync(log, "utf8").includes("last")) await new Promise((resolve) => setTimeout(resolve, 20));
    out.resumeWrites();
    await out.shows("last");
    await end();
    const notShown = [...out.text.matchAll(/^-- ([\d,]+) lines not shown: the output is slower than the boards; they are in /gm)];
    const dropped = notShown.reduce((sum, [, number]) => sum + Number(number.replaceAll(",", "")), 0);
    const shown = out.text.match(/Received/g)?.length ?? 0;
    assert.ok(shown < count / 2, `${shown} shown`);
    assert.equal(shown + dropped, count);
    assert.equal(readFileSync(log, "utf8").match(/Received/g)?.length, count);
  });

  it("exits with 1 when the log could not be written to its end", async function () {
    if (process.platform !== "linux") this.skip();
    const { out, end } = start(["--log", "/dev/full"]);
    await out.shows(/--log \/dev\/full: nothing more is written \(ENOSPC/);
    assert.equal(await end(), 1);
  });

  it("ends when its output is gone", async () => {
    const { out, code } = start();
    await both();
    out.destroy(new Error("EPIPE"));
    assert.equal(await code, 0);
  });

  it("shows its usage when asked to, and with exit code 2 for what it does not understand", async () => {
    const help = start(["--help"]);
    assert.equal(await help.code, 0);
    assert.match(help.out.text, /^Usage: npm run monitor/);
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    for (const [args, message] of [
      [["--filter", "("], /^--filter: expected a regular expression/],
      [["--plot"], /^--plot: expected a terminal to draw in, got a pipe or a file/],
      [["--log", path.join(file, "log")], /^--log: expected a file that can be written, got ".*log" \(ENOTDIR/]
    ] as [string[], RegExp][]) {
      const { code, err } = start(args);
      assert.equal(await code, 2);
      assert.match(err.join("\n"), message);
      assert.match(err.join("\n"), /Usage: npm run monitor/);
    }
  });
});
