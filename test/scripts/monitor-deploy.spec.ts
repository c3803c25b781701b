import assert from "node:assert/strict";
import { run as runBoards } from "../../scripts/boards/run";
import { run as runMonitor } from "../../scripts/monitor/run";
import { ConsoleBoards } from "../support/console-boards";
import { DeployRun, OLD_SCRIPT } from "../support/deploy-run";
import { FakeInput, FakeOutput } from "../support/fake-terminal";

describe("a monitor that is open", function () {
  this.timeout(60_000);
  const boards = new ConsoleBoards();
  let runs: DeployRun;
  let name: string;
  let out: FakeOutput;
  let err: string[];
  let end: () => Promise<number>;

  beforeEach(async () => {
    runs = new DeployRun();
    name = (await boards.add({ script: OLD_SCRIPT })).name;
    out = new FakeOutput();
    out.columns = 400;
    err = [];
    let stop: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (stop = resolve));
    const ended = runMonitor(["--board", "a"], {
      input: new FakeInput(),
      out,
      err: (line) => err.push(line),
      until,
      settings: { env: { BOARD_A_SERIAL: name }, file: "none" }
    });
    end = () => (stop(), ended);
    await out.shows(`${name} is open`);
  });
  afterEach(async () => {
    assert.equal(await end(), 0);
    assert.deepEqual(err, []);
    runs.remove();
    await boards.remove();
  });

  it("gives its port to a deploy, says so, and shows the new program's lines afterwards, three times", async () => {
    for (let i = 1; i <= 3; i++) {
      runs.scripts.a = `global.status=function(){return{address:"192.168.1.101"}};setInterval(function(){print("Received from ESP32-B: ${i}")},20);\n`;
      out.text = "";
      const deployed = await runs.deploy(["--board", "a", "--port", name]);
      assert.deepEqual([deployed.code, deployed.err], [0, ""]);
      await out.shows(`Received from ESP32-B: ${i}`);
      const notes = out.text.split("\n").filter((line) => line.includes(name)).map((line) => line.replace(/^\S+ -- /, ""));
      assert.deepEqual(notes, [`${name} is in use by npm run deploy; it is opened again afterwards`, `${name} is open`]);
    }
  });

  it("gives its port to npm run boards, under another spelling too", async () => {
    const shown: string[] = [];
    out.text = "";
    const code = await runBoards([name.replace("127.0.0.1", "localhost")], {
      out: (line) => shown.push(line),
      err: (line) => err.push(line),
      settings: { env: {}, file: "" },
      deadlines: { connectMs: 500, answerMs: 2000, repeatMs: 100 },
      loadSerialPort: async () => Object.assign(class {} as never, { list: async () => [] })
    });
    assert.equal(code, 0);
    assert.match(shown[1], /ESP32-A's build 0000000$/);
    await out.shows(`${name} is in use by npm run boards; it is opened again afterwards`);
    await out.shows(`${name} is open`);
  });

  it("takes its port back from a deploy that failed", async () => {
    runs.scripts.a = "neverDeclared();\n";
    out.text = "";
    const { code } = await runs.deploy(["--board", "a", "--port", name]);
    assert.equal(code, 1);
    await out.shows(`${name} is open`);
  });
});
