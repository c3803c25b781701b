import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build, type BuiltScript } from "../../../scripts/build";
import { readSettings } from "../../../scripts/settings";
import { BOARD_IDS, createSimulation } from "../../../scripts/start/simulation";
import { seededRandom } from "../../../shims/random";
import { createFakeClock } from "../../support/fake-board";
import { JITI } from "../../support/jiti";

const ROOT = path.join(path.dirname(__filename), "..", "..", "..");

/**
 * What users do in `firmware/` as a matter of course, each with the line that it prints as it reads. All of it is
 * appended to a copy of `app/odd-even.ts`.
 */
const EDITS: [what: string, code: string, line: string][] = [
  [
    "a private field that is saved before it changes",
    `class Sensor {
       _last = "1";
       take(value: string): string { const previous = this._last; this._last = value; return previous + " then " + value; }
     }
     const sensor = new Sensor();
     sensor.take("2");
     say(sensor.take("4"));`,
    "2 then 4"
  ],
  [
    "a module's variable that is saved before it changes",
    `let latest = "";
     function isNews(value: string): boolean { const previous = latest; latest = value; return previous !== value; }
     say([isNews("a"), isNews("b"), isNews("b")].join());`,
    "true,true,false"
  ],
  [
    "an object of an interface's shape as JSON",
    `interface Reading { temperature: number; begin: boolean; next: number[] }
     const reading: Reading = { temperature: 21, begin: true, next: [1] };
     say(JSON.stringify(reading));`,
    '{"temperature":21,"begin":true,"next":[1]}'
  ],
  [
    "a table of functions that is asked by a text",
    `const commands: { [name: string]: () => string } = { begin: () => "begun", stop: () => "stopped" };
     say(["begin", "stop", "status"].map((name) => (commands[name] ? commands[name]() : "?")).join());`,
    "begun,stopped,?"
  ],
  [
    "members that are named by strings",
    `class Named { _next = 7; lagMs = 8; read(): string { return this["_next"] + "," + (this as any)["lag" + "Ms"]; } }
     say(new Named().read());`,
    "7,8"
  ],
  [
    "a factory that is called twice",
    `class Counter { _count = 0; next(): number { return ++this._count; } }
     const create = (): Counter => new Counter();
     const counters = [create(), create()];
     counters[0].next();
     say(counters.map((counter) => counter.next()).join());`,
    "2,1"
  ],
  [
    "a timer's arguments",
    `class Greeter {
       _sender = { name: "b" };
       greet(): void { setTimeout((sender: { name: string }, word: string) => say(word + " " + sender.name), 10, this._sender, "hello"); }
     }
     new Greeter().greet();`,
    "hello b"
  ],
  [
    "a subclass and an object spread",
    `class Base { _unit = "C"; read(): string { return "21 " + this._unit; } }
     class Further extends Base { _scale: number; constructor(scale: number) { super(); this._scale = scale; } read(): string { return super.read() + " x" + this._scale; } }
     const defaults = { pin: 1, on: false };
     say(new Further(2).read() + " " + JSON.stringify({ ...defaults, on: true }));`,
    '21 C x2 {"pin":1,"on":true}'
  ]
];

/** Everything that both boards print while their links go down and come back in several ways. */
function consoleOf(scripts: BuiltScript[]): string[] {
  const clock = createFakeClock();
  const lines: string[] = [];
  const { lan, boards } = createSimulation(scripts, readSettings("simulation", { env: {}, file: "" }), {
    clock,
    random: seededRandom(7),
    onLine: (board, line) => lines.push(`${clock.now()} ${board} ${line}`)
  });
  const events: [seconds: number, event: () => void][] = [
    [1, () => BOARD_IDS.forEach((id) => boards[id].powerOn())],
    [9, () => boards.b.powerOff()],
    [20, () => boards.b.powerOn()],
    [15, () => lan.faults.add("halfOpen")],
    [30, () => lan.faults.delete("halfOpen")],
    [30, () => boards.a.wifi.setFault("accessPointGone", true)],
    [20, () => boards.a.wifi.setFault("accessPointGone", false)],
    [60, () => BOARD_IDS.forEach((id) => lines.push(`status ${id} ${JSON.stringify(boards[id].run("status()"))}`))]
  ];
  for (const [seconds, event] of events) {
    clock.pass(seconds * 1000);
    event();
  }
  for (const id of BOARD_IDS) boards[id].kill();
  return lines;
}

describe("the build changes no meaning:", function () {
  this.timeout(240_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "meaning-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("minified and plain scripts print the same lines while links are lost and found", async () => {
    const settings = readSettings("simulation", { env: {}, file: "" });
    const minified = consoleOf(await build(settings, { outDir: path.join(folder, "minified") }));
    const plain = consoleOf(await build(settings, { plain: true, outDir: path.join(folder, "plain") }));
    assert.ok(minified.length > 150, `only ${minified.length} lines`);
    for (const expected of [/lost after/, /Missing from/, /Restarted/, /NO_AP_FOUND/, /status b \{"address":"192/])
      assert.ok(minified.some((line) => expected.test(line)), `no line is like ${expected}`);
    assert.deepEqual(minified, plain);
  });

  describe("in a copy of the project, edits behave as they read:", () => {
    const printed: Record<"minified" | "plain", string[]> = { minified: [], plain: [] };

    before(() => {
      const copy = path.join(folder, "copy");
      for (const name of ["firmware", "scripts", "rollup.config.mjs", "package.json", "package-lock.json"])
        cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
      symlinkSync(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"), "dir");
      const file = path.join(copy, "firmware", "app", "odd-even.ts");
      const edits = EDITS.map(([, code], i) => `{\n  const say = (text: string): void => print("edit ${i}: " + text);\n  ${code}\n}`);
      writeFileSync(file, [readFileSync(file, "utf8"), ...edits].join("\n"));
      for (const form of ["minified", "plain"] as const) {
        const options = ["--simulation", ...(form === "plain" ? ["--plain"] : [])];
        const { status, stderr } = spawnSync(process.execPath, [JITI, "scripts/build.ts", ...options], { cwd: copy, encoding: "utf8" });
        assert.equal(status, 0, stderr);
        const scripts = BOARD_IDS.map((board) => {
          const code = readFileSync(path.join(copy, "dist", `board-${board}.js`), "utf8");
          return { board, file: "", code, map: "", bytes: code.length };
        });
        printed[form] = consoleOf(scripts);
      }
    });

    EDITS.forEach(([what, , line], i) =>
      it(what, () => {
        for (const form of ["minified", "plain"] as const) {
          const lines = printed[form].filter((each) => each.includes(` a edit ${i}: `)).map((each) => each.replace(/^.*? edit \d+: /, ""));
          // Board A is started once.
          assert.deepEqual(lines, [line], form);
        }
      })
    );

    it("and whatever else the boards print is the same in both forms", () => {
      assert.deepEqual(printed.minified, printed.plain);
    });
  });
});
