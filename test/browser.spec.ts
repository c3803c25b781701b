import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { build } from "../scripts/build";
import { readSettings } from "../scripts/settings";
import { createSimulation } from "../scripts/start/simulation";
import { Simulated } from "./conformance/simulated";

// The WebSocket module and the boards' scripts against a browser, which masks, cuts and closes in a way of its own.

const USUAL = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
];

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const SERVER = `
var server = require("ws").createServer(undefined, { maxPayloadBytes: 200000, maxBufferedBytes: 400000 });
server.on("websocket", function (ws) {
  ws.on("message", function (data, isBinary) {
    if (data === "close") ws.close(4001, "bye");
    else ws.send(data, { binary: isBinary });
  });
  ws.on("close", function (code, reason) { print("close " + code + " " + reason); });
});
server.listen(81);
`;

/** What runs in the browser. */
const SCRIPT = `
function connect(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => resolve(socket);
    socket.onerror = () => reject(new Error("no connection to " + url));
  });
}

function next(socket) {
  return new Promise((resolve) => { socket.onmessage = (event) => resolve(event.data); });
}

async function echoes(url) {
  const socket = await connect(url);
  const echo = (data) => { socket.send(data); return next(socket); };
  const texts = [await echo(""), await echo("Grüße, κόσμε 😀")];
  const bytes = [...new Uint8Array(await echo(new Uint8Array([0, 128, 255])))];
  const text = "κ".repeat(60000);
  const isTextSame = (await echo(text)) === text;
  const long = new Uint8Array(150000).map((_, i) => i * 7);
  const back = new Uint8Array(await echo(long));
  const areBytesSame = back.length === long.length && back.every((byte, i) => byte === long[i]);
  socket.close();
  return { texts, bytes, isTextSame, areBytesSame };
}

async function closed(url, act) {
  const socket = await connect(url);
  const over = new Promise((resolve) => { socket.onclose = resolve; });
  act(socket);
  const { code, reason, wasClean } = await over;
  return { code, reason, wasClean };
}

async function numbers(url, count) {
  const socket = await connect(url);
  const all = [];
  while (all.length < count) all.push(Number(await next(socket)));
  socket.close();
  return all;
}
`;

describe("a browser as the client of a simulated board", function () {
  this.timeout(60000);
  const executablePath = process.env.CHROMIUM || USUAL.find(isProgram);
  if (!executablePath) {
    it(`is skipped: there is no Chromium at ${USUAL.join(", ")}; set CHROMIUM to the path of one`);
    return;
  }

  let browser: Browser;
  let page: Page;
  let pages: Server;
  let board: Simulated;
  let url = "";

  before(async () => {
    assert.ok(isProgram(executablePath), `CHROMIUM: expected the path of a Chromium, got "${executablePath}"`);
    browser = await chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
    board = new Simulated(SERVER);
    url = JSON.stringify(`ws://127.0.0.1:${await board.realPort(81)}/`);
    pages = createServer((_request, response) => {
      response.setHeader("Content-Type", "text/html; charset=utf-8").end(`<script>${SCRIPT}</script>`);
    });
    await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
  });
  after(async () => {
    await browser?.close();
    board?.stop();
    pages?.close();
  });
  afterEach(() => {
    assert.deepEqual(board?.exceptions(), []);
  });

  it("has texts and bytes sent back, up to 150,000", async () => {
    assert.deepEqual(await page.evaluate(`echoes(${url})`), {
      texts: ["", "Grüße, κόσμε 😀"],
      bytes: [0, 128, 255],
      isTextSame: true,
      areBytesSame: true
    });
  });

  it("is told the board's close code and reason", async () => {
    const told = board.printedFromNow("close 4001 bye");
    const close = await page.evaluate(`closed(${url}, (socket) => socket.send("close"))`);
    assert.deepEqual(close, { code: 4001, reason: "bye", wasClean: true });
    await told;
  });

  it("tells the board its close code and reason, and takes the end for a clean one", async () => {
    const told = board.printedFromNow("close 4002 enough");
    const close = await page.evaluate(`closed(${url}, (socket) => socket.close(4002, "enough"))`);
    assert.deepEqual(close, { code: 4002, reason: "", wasClean: true });
    await told;
  });

  it("reads the numbers of a board's script", async () => {
    const outDir = await mkdtemp(path.join(tmpdir(), "browser-"));
    const settings = readSettings("simulation", { env: { PERIOD_MS: "20" }, file: "" });
    const scripts = await build(settings, { outDir });
    const { lan, boards } = createSimulation(scripts, settings, { onLine: () => {} });
    try {
      for (const each of [boards.a, boards.b]) each.powerOn();
      const port = await lan.realPort(boards.a.host.address, settings.a.port);
      const numbers = (await page.evaluate(`numbers("ws://127.0.0.1:${port}/", 5)`)) as number[];
      assert.deepEqual(numbers, numbers.map((_, i) => numbers[0] + 2 * i));
      assert.equal(numbers[0] % 2, 1);
    } finally {
      for (const each of [boards.a, boards.b]) each.kill();
      await rm(outDir, { recursive: true });
    }
  });
});
