import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { ACCESS_POINT, ConsoleBoards, type ConsoleBoard } from "../../support/console-boards";
import { JITI } from "../../support/jiti";

const ROOT = path.join(__dirname, "..", "..", "..");

interface Result {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command that `npm run` runs. */
function command(argv: string[], env: NodeJS.ProcessEnv): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [JITI, ...argv], { cwd: ROOT, env: { ...process.env, ...env } });
    let [out, err] = ["", ""];
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    child.stderr.on("data", (data: Buffer) => (err += data.toString()));
    child.on("close", (code) => {
      resolve({ code, out, err });
    });
  });
}

/** Waits until a board has printed a line. */
async function prints({ board, lines }: ConsoleBoard, pattern: RegExp): Promise<void> {
  while (!lines.some((line) => pattern.test(line)))
    await new Promise((resolve) => board.events.once("line", resolve));
}

/** Without one, the command would make one and write it into `.env`. */
const PAIR_KEY = "00112233445566778899aabbccddeeff";

describe("the commands for real boards, on simulated ones", function () {
  this.timeout(120_000);
  const boards = new ConsoleBoards();
  afterEach(() => boards.remove());

  it("deploy to both boards, which then exchange numbers, and list what they run", async () => {
    const [a, b] = [await boards.add(), await boards.add()];
    const env = {
      WIFI_SSID: ACCESS_POINT.ssid,
      WIFI_PASSWORD: ACCESS_POINT.password,
      PAIR_KEY,
      PERIOD_MS: "200",
      BOARD_A_HOST: "",
      BOARD_B_HOST: "",
      BOARD_A_SERIAL: a.name,
      BOARD_B_SERIAL: b.name
    };
    const deployed = await command(["scripts/deploy.ts", "--all"], env);
    assert.deepEqual([deployed.code, deployed.err], [0, ""], deployed.out);
    const runs = (name: string, address: string, port: number): RegExp =>
      new RegExp(`^${name} runs build (\\w{7}) \\([\\d,]+ bytes, \\d+ of 4,000 JsVars\\), ${address}, port ${port}$`, "m");
    const builds = [
      runs("ESP32-A", "192.168.1.101", 81).exec(deployed.out)?.[1],
      runs("ESP32-B", "192.168.1.102", 82).exec(deployed.out)?.[1]
    ];
    assert.ok(builds[0] && builds[1], deployed.out);
    await Promise.all([
      prints(a, /^Received from ESP32-B: \d*[02468]$/),
      prints(a, /^Message from ESP32-B server: \d*[02468]$/),
      prints(b, /^Received from ESP32-A: \d*[13579]$/),
      prints(b, /^Message from ESP32-A server: \d*[13579]$/)
    ]);
    const listed = await command(["scripts/boards.ts", a.name, b.name], env);
    assert.equal(listed.code, 0);
    assert.match(listed.out, new RegExp(`^${a.name} +Telnet console .* ESP32-A's build ${builds[0]}, 192\\.168\\.1\\.101$`, "m"));
    assert.match(listed.out, new RegExp(`^${b.name} +Telnet console .* ESP32-B's build ${builds[1]}, 192\\.168\\.1\\.102$`, "m"));
  });

  it("exit with 1 and one line when the connection is cut in mid-upload", async () => {
    const { name } = await boards.add({}, "cutMidUpload");
    const env = { WIFI_SSID: ACCESS_POINT.ssid, WIFI_PASSWORD: "wrong password", PAIR_KEY, BOARD_A_HOST: "", BOARD_B_HOST: "" };
    const { code, err } = await command(["scripts/deploy.ts", "--board", "a", "--port", name], env);
    assert.equal(code, 1);
    assert.match(err, /^tcp:\S+: connection lost during the deploy; .*\n$/);
  });
});
