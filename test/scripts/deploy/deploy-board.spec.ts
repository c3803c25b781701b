import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import type { SimulatedBoardOptions } from "../../../shims/board";
import { BOOT_CODE } from "../../../shims/flash";
import { ACCESS_POINT, ConsoleBoards } from "../../support/console-boards";
import { DeployRun, OLD_BUILD, OLD_SCRIPT, scriptOf } from "../../support/deploy-run";

describe("npm run deploy:a fails with exit code 1 and says that", function () {
  this.timeout(25_000);
  const boards = new ConsoleBoards();
  let runs: DeployRun;

  beforeEach(() => {
    runs = new DeployRun();
  });
  afterEach(async () => {
    await boards.remove();
    runs.remove();
  });

  it("the connection was refused", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { code, err } = await runs.deploy(["--board", "a", "--port", `tcp://127.0.0.1:${port}`]);
    assert.equal(code, 1);
    assert.match(err, /^tcp:\/\/127\.0\.0\.1:\d+: connection refused, nothing listens there; /);
  });

  it("the board is silent", async () => {
    const { code, err } = await runs.deployTo(boards, { faults: ["silent"] }, { deadlines: { answerMs: 700 } });
    assert.equal(code, 1);
    assert.match(err, /: silent for 0\.7 s, expected Espruino's console; press the board's reset button/);
  });

  it("something else than an Espruino answers", async () => {
    const { code, err } = await runs.deployTo(boards, { faults: ["notEspruino"] }, { deadlines: { answerMs: 300 } });
    assert.equal(code, 1);
    assert.match(err, /: expected Espruino's console, got "HTTP\/1\.1 400 Bad Request/);
  });

  it("the connection was lost in mid-upload", async () => {
    const started = Date.now();
    const { code, err } = await runs.deployTo(boards, { faults: ["cutMidUpload"] });
    assert.equal(code, 1);
    assert.match(err, /: connection lost during the upload, so the board does not run the new script; check cable/);
    assert.ok(Date.now() - started < 10_000);
  });

  it("the deadline of the upload has passed", async () => {
    const { code, err } = await runs.deployTo(boards, {}, { deadlines: { uploadMs: 100 } });
    assert.equal(code, 1);
    assert.match(err, /: the upload was not complete after 0\.1 s; press the board's reset button/);
  });

  it("the board still runs an old build", async () => {
    const { code, err } = await runs.deployTo(boards, { flash: "keepsOld" });
    assert.equal(code, 1);
    assert.match(err, /: expected ESP32-A's build [0-9a-f]{7}, but the board still runs ESP32-A's build 0000000; the upload did not take/);
  });

  it("the script did not get in, with the board's own words", async () => {
    const { code, err } = await runs.deployTo(boards, { flash: "worn" });
    assert.equal(code, 1);
    assert.match(err, /still runs ESP32-A's build 0000000; it said "Uncaught Error: Unable to find or create file"; /);
  });

  it("the script stopped on its way", async () => {
    runs.scripts.a = "print(typeof Storage);neverDeclared();\n";
    const { code, err } = await runs.deployTo(boards, {});
    assert.equal(code, 1);
    assert.match(err, /no build of ours; it said "Uncaught ReferenceError: neverDeclared is not defined"; /);
  });

  for (const version of ["1v99", "2v19.212"])
    it(`Espruino ${version} is too old, without touching what runs`, async () => {
      const { code, err, board } = await runs.deployTo(boards, { espruino: { version } });
      assert.equal(code, 1);
      assert.ok(err.includes(`: expected Espruino 2v20 or later, got ${version}; `), err);
      assert.equal(board.board.run("build"), OLD_BUILD);
    });

  const rooms: [string, Partial<SimulatedBoardOptions["espruino"]>, string[], RegExp][] = [
    ["a module is missing", { modules: ["Storage", "net", "crypto"] }, [], /lacks the modules Wifi, dgram; /],
    ["there is too little memory", { totalVars: 1500 }, [], /at least 2,000 free JsVars, got [\d,]+ of 1,500; /],
    ["there is too little memory for RAM", { totalVars: 2100 }, ["--ram"], /at least 2,\d+ free JsVars, got [\d,]+ of 2,100; /],
    ["there is too little flash", { flashBytes: 1600 }, [], /at least [\d,]+ free bytes of flash, got 1,\d+; /]
  ];
  for (const [title, espruino, argv, message] of rooms)
    it(`${title}, and lets go on what ran before`, async () => {
      const { code, err, board } = await runs.deployTo(boards, { espruino }, { argv });
      assert.equal(code, 1);
      assert.match(err, message);
      assert.equal(board.board.flash.read(BOOT_CODE), OLD_SCRIPT);
      while (board.board.run("global.build") !== OLD_BUILD) await new Promise(setImmediate);
    });

  it("the network refused the password", async () => {
    runs.scripts.a = scriptOf(ACCESS_POINT.ssid, "another password");
    const { code, err } = await runs.deployTo(boards, {});
    assert.equal(code, 1);
    assert.match(
      err,
      /: the board runs ESP32-A's build \w+, but the network home refused its password \(4WAY_HANDSHAKE_TIMEOUT \(15\)\); correct WIFI_PASSWORD/
    );
  });

  it("the network was not found", async () => {
    const { code, err } = await runs.deployTo(boards, { accessPoint: { ssid: "away", password: "" } }, { deadlines: { joinMs: 8000 } });
    assert.equal(code, 1);
    assert.match(err, /: the board runs ESP32-A's build \w+, but finds no network home \(NO_AP_FOUND \(201\)\); check WIFI_SSID/);
  });

  it("the board got no address", async () => {
    runs.scripts.a = "global.status=function(){return{address:''}};\n";
    const { code, err } = await runs.deployTo(boards, {}, { deadlines: { joinMs: 600 } });
    assert.equal(code, 1);
    assert.match(err, /has no address in the network home after 0\.6 s \(no reason given\); check the router/);
  });
});
