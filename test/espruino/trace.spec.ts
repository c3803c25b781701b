import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { build, type BuiltScript } from "../../scripts/build";
import { stamp } from "../../scripts/deploy/build-id";
import { WIFI_MODULE } from "../../scripts/interpreter/wifi-module";
import { ConsoleText } from "../../scripts/monitor/console-text";
import { readSettings } from "../../scripts/settings";
import { FrameParser } from "../../scripts/trace/frame-parser";
import { locatorFor } from "../../scripts/trace/load-locator";

const espruino = process.env.ESPRUINO;
/** Takes the clock from the program, which it reads for every number. */
const FAULT = "setTimeout(function(){global.getTime=0},500);";
/** For the interpreter to start, and for the fault. */
const TRACE_MS = 20_000;

describe("an uncaught error on the real interpreter", function () {
  if (!espruino) {
    it("is skipped: set ESPRUINO to the path of Espruino's Linux build");
    return;
  }
  this.timeout(60_000);
  let folder: string;
  let board: ChildProcess | undefined;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "trace-"));
    mkdirSync(path.join(folder, "node_modules"));
    writeFileSync(path.join(folder, "node_modules", "Wifi.js"), WIFI_MODULE);
  });
  afterEach(async () => {
    if (board?.exitCode === null && board.signalCode === null) {
      const exited = once(board, "exit");
      board.kill("SIGKILL");
      await exited;
    }
    rmSync(folder, { recursive: true });
  });

  async function buildBoard(plain: boolean): Promise<BuiltScript & { text: string }> {
    const settings = readSettings("simulation", { env: { PERIOD_MS: "200" }, file: "" });
    const [script] = await build(settings, { plain, outDir: folder });
    return { ...script, text: `${stamp("a", script.code).text}${FAULT}\n` };
  }

  /** Runs a script until its trace has led to the place, and returns all places that it led to. */
  async function placesUntil(wanted: string, script: BuiltScript & { text: string }, args: string[]): Promise<string[]> {
    const locator = await locatorFor({ ...script, code: script.text });
    const parser = new FrameParser();
    const places: string[] = [];
    const console = new ConsoleText((line) => {
      const frame = parser.take(line);
      const place = frame && locator.locate(frame);
      if (place) places.push(place);
    });
    // Its console is its standard input; from one that has ended, the interpreter reads garbage.
    board = spawn(espruino as string, args, { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
    const stdout = board.stdout as Readable;
    const signal = AbortSignal.timeout(TRACE_MS);
    while (!places.includes(wanted)) {
      const [data] = (await once(stdout, "data", { signal })) as [Buffer];
      console.take(data);
    }
    return places;
  }

  function install(text: string): void {
    const install = `require("Storage").write(".bootcde", ${JSON.stringify(text)});\nquit();\n`;
    writeFileSync(path.join(folder, "install.js"), install, "latin1");
    spawnSync(espruino as string, ["install.js"], { cwd: folder });
  }

  const sourceOf = (file: string): string[] => readFileSync(file, "utf8").split("\n");
  const FILE = "firmware/clock.ts";
  /** Where the program asks for the time. */
  const STEP = `${FILE}:${sourceOf(FILE).findIndex((line) => line.includes("= getTime()")) + 1}`;

  /** Each frame is either where the time was asked for, or a call of the function in which it was. */
  function assertPlaces(places: string[]): void {
    for (const place of places) {
      const [file, row] = place.split(":");
      assert.match(sourceOf(file)[+row - 1], /\w+\(/, place);
    }
  }

  for (const [form, plain] of [["minified", false], ["plain", true]] as const) {
    it(`leads to its TypeScript line, from flash (${form})`, async () => {
      const script = await buildBoard(plain);
      install(script.text);
      assertPlaces(await placesUntil(STEP, script, []));
    });

    it(`leads to its TypeScript line, from RAM (${form})`, async () => {
      const script = await buildBoard(plain);
      writeFileSync(path.join(folder, "typed.js"), script.text, "latin1");
      assertPlaces(await placesUntil(STEP, script, ["typed.js"]));
    });
  }
});
