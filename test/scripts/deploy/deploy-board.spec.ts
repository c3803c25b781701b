import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import type { SimulatedBoardOptions } from "../../../shims/board";
import { BOOT_CODE } from "../../../shims/flash";
import { ACCESS_POINT, ConsoleBoards } from "../../support/console-boards";
import { DeployRun, OLD_BUILD, OLD_SCRIPT, SCRIPT, scriptOf } from "../../support/deploy-run";

describe("npm run deploy:a fails with exit code 1 and says that", function () {
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
    assert.match(err, /: silent for 0\.7 s, expected Espruino's console; press the board's reset button, which also takes the console back from whoever is connected to its Telnet port 23; /);
  });

  it("something else than an Espruino answers", async () => {
    const { code, err } = await runs.deployTo(boards, { faults: ["notEspruino"] }, { deadlines: { answerMs: 300 } });
    assert.equal(code, 1);
    assert.match(err, /: expected Espruino's console, got "HTTP\/1\.1 400 Bad Request/);
  });

  it("the console is locked with a password", async () => {
    const { code, err } = await runs.deployTo(boards, { faults: ["locked"] }, { deadlines: { answerMs: 700 } });
    assert.equal(code, 1);
    assert.match(err, /: the console is locked with a password \(E\.lockConsole\); type the password in "npm run monitor"/);
  });

  it("the other board's build runs there, but for --force", async () => {
    const script = 'global.build="b-0000000";';
    const { code, err, board } = await runs.deployTo(boards, { script });
    assert.equal(code, 1);
    assert.match(err, /: expected ESP32-A, but the board there runs ESP32-B's build 0000000; check the port/);
    assert.equal(board.board.flash.read(BOOT_CODE), script);
    const forced = await runs.deploy(["--board", "a", "--port", board.name, "--force"]);
    assert.deepEqual([forced.code, forced.err], [0, ""]);
  });

  for (const file of [".bootrst", ".boot0", ".boot3", ".varimg"])
    it(`the board also starts ${file}, which --clean removes`, async () => {
      const board = await boards.add({ script: OLD_SCRIPT });
      board.board.flash.write(file, "global.other=1;");
      const { code, err } = await runs.deploy(["--board", "a", "--port", board.name]);
      assert.equal(code, 1);
      assert.ok(err.includes(`: expected no program beside ours, but the board also starts ${file}; look at them, then deploy with --clean`), err);
      assert.deepEqual(board.board.flash.list(), [BOOT_CODE, file]);
      const cleaned = await runs.deploy(["--board", "a", "--port", board.name, "--clean"]);
      assert.deepEqual([cleaned.code, cleaned.err], [0, ""]);
      assert.ok(cleaned.out.includes(`${board.name}: removing ${file}`));
      assert.equal(board.board.run("typeof other"), "undefined");
      assert.deepEqual(board.board.flash.list(), [BOOT_CODE]);
    });

  it("the connection was lost in mid-upload", async () => {
    const { code, err } = await runs.deployTo(boards, { faults: ["cutMidUpload"] });
    assert.equal(code, 1);
    assert.match(err, /: connection lost during the deploy; check cable and power, then try again; the board runs the program/);
  });

  it("the deadline of the upload has passed", async () => {
    const { code, err } = await runs.deployTo(boards, {}, { deadlines: { uploadMs: 100 } });
    assert.equal(code, 1);
    assert.match(err, /: the upload was not complete after 0\.1 s; press the board's reset button/);
  });

  it("the flash keeps nothing that is written", async () => {
    const { code, err, board } = await runs.deployTo(boards, { flash: "keepsOld" });
    assert.equal(code, 1);
    assert.match(err, /: the upload arrived damaged 3 times \(damaged\); try another cable/);
    assert.equal(board.board.run("build"), OLD_BUILD);
  });

  it("the script did not get in, with the board's own words", async () => {
    const { code, err, board } = await runs.deployTo(boards, { flash: "worn" });
    assert.equal(code, 1);
    assert.match(err, /: the upload arrived damaged 3 times \(Uncaught Error: Unable to find or create file\); /);
    assert.equal(board.board.run("build"), OLD_BUILD);
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
    ["there is too little memory", { totalVars: 1500 }, [], /at least 2,000 JsVars, got 1,500; /],
    ["there is too little flash", { flashBytes: 4000 }, [], /at least [\d,]+ free bytes of flash, got 3,\d+; /]
  ];
  for (const [title, espruino, argv, message] of rooms)
    it(`${title}, and lets go on what ran before`, async () => {
      const { code, err, board } = await runs.deployTo(boards, { espruino }, { argv });
      assert.equal(code, 1);
      assert.match(err, message);
      assert.equal(board.board.flash.read(BOOT_CODE), OLD_SCRIPT);
      assert.equal(board.board.run("global.build"), OLD_BUILD);
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

  it("the network refused the password, which the driver calls an expiry and a network not found in turn", async () => {
    runs.scripts.a =
      'var i=0,r=["NO_AP_FOUND (201)","AUTH_EXPIRE (2)"];global.status=function(){return{address:"",wifi:r[i%2]}};' +
      'setInterval(function(){print("WiFi: "+r[i++%2]+"; next try in 10 ms")},50);\n';
    const { code, err } = await runs.deployTo(boards, {});
    assert.equal(code, 1);
    assert.match(err, /but the network home refused its password \(NO_AP_FOUND \(201\), AUTH_EXPIRE \(2\)\); correct WIFI_PASSWORD/);
  });

  it("the network was not found", async () => {
    const { code, err } = await runs.deployTo(boards, { accessPoint: { ssid: "away", password: "" } }, { deadlines: { joinMs: 8000 } });
    assert.equal(code, 1);
    assert.match(err, /: the board runs ESP32-A's build \w+, but finds no network home that it can join \(NO_AP_FOUND \(201\)\); check WIFI_SSID/);
  });

  it("the network was not found, although the board was in another one until then", async () => {
    const board = await boards.add({ script: `${SCRIPT}${OLD_SCRIPT}` });
    while (!(board.board.run("status()") as { address: string }).address) await new Promise(setImmediate);
    runs.scripts.a = scriptOf("NoSuchNet", ACCESS_POINT.password);
    const { code, err } = await runs.deploy(["--board", "a", "--port", board.name], { deadlines: { joinMs: 12_000 } });
    assert.equal(code, 1);
    assert.match(err, /: the board runs ESP32-A's build (?!0{7})\w+, but finds no network/);
  });

  it("the board got no address", async () => {
    runs.scripts.a = "global.status=function(){return{address:''}};\n";
    const { code, err } = await runs.deployTo(boards, {}, { deadlines: { joinMs: 600 } });
    assert.equal(code, 1);
    assert.match(err, /has no address in the network home after 0\.6 s \(no reason given\); check the router/);
  });
});
