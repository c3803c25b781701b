import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { basename, dirname } from "node:path";
import type { Duplex } from "node:stream";
import { failure, seconds } from "../console/failure";
import { UploadMeter } from "./upload-meter";

const cli = createRequire(import.meta.url).resolve("espruino/bin/espruino-cli.js");

/**
 * All settings of the CLI that are not its defaults.
 * - SERIAL_THROTTLE_SEND: in "Auto" the CLI sends blocks of 512 bytes to a Telnet console, and never
 *   reports the end of an upload that is shorter than a block (`writeSerialWorker` in its core/serial.js).
 * - BOARD_JSON_URL, MODULE_URL: nothing is fetched from the web. The scripts carry their modules.
 */
const CONFIGURATION = ["SERIAL_THROTTLE_SEND=1", "BOARD_JSON_URL=none", "MODULE_URL="].flatMap(
  (setting) => ["--config", setting]
);

const PIECE_BYTES = 512;

export interface Upload {
  /** The name of `link`, for messages. */
  port: string;
  /** The console of the board, open and idle. */
  link: Duplex;
  /** The file that is uploaded, as it is. */
  file: string;
  /** The file's name on the board, without a colon. */
  name: string;
  uploadMs: number;
  /** Called with the bytes of the script that have been sent. */
  onProgress: (bytes: number) => void;
}

/**
 * Uploads with the `espruino` CLI, over a console that stays ours: the CLI talks to a socket on this
 * computer, which is joined to the console. So a serial port is opened once for everything (opening may
 * reset a board), may be one that the CLI does not list, and a lost connection is seen here, where the CLI
 * exits with 0.
 *
 * Resolves when the CLI said that all is sent. What has arrived is not known then.
 */
export async function upload({ port, link, file, name, uploadMs, onProgress }: Upload): Promise<void> {
  let child: ChildProcess | undefined;
  let bridge: Socket | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let onLost = (): void => {};
  const server = createServer();
  try {
    const { port: bridgePort } = await listening(server);
    await new Promise<void>((resolve, reject) => {
      let printed = "";
      let complained = "";
      const lastWords = (): string => complained.trim().split("\n").pop() ?? "";
      onLost = () => reject(failure("CONNECTION_LOST", port, { when: "during the deploy" }));
      link.on("close", onLost);
      server.once("connection", (socket) => {
        server.close();
        bridge = socket;
        // The child's end tells what there is to tell.
        socket.on("error", () => {});
        pump(socket, link, new UploadMeter(name), onProgress);
        link.pipe(socket);
      });
      deadline = setTimeout(() => reject(failure("UPLOAD_DEADLINE", port, { time: seconds(uploadMs) })), uploadMs);
      // With an expression to send, and no script, the CLI neither resets the board nor stays as a terminal.
      const storage = ["-e", ";", "--storage", `${name}:${basename(file)}`];
      const args = [cli, "-p", `tcp://127.0.0.1:${bridgePort}`, "--no-ble", ...storage, ...CONFIGURATION];
      child = spawn(process.execPath, args, { cwd: dirname(file), stdio: ["ignore", "pipe", "pipe"] });
      // Its own lines stand bare, the board's begin with "--] ". While the board prints it does not exit.
      child.stdout?.on("data", (data: Buffer) => {
        printed += data.toString("latin1");
        if (/^Upload Complete\r?$/m.test(printed)) resolve();
        printed = printed.slice(printed.lastIndexOf("\n") + 1);
      });
      child.stderr?.on("data", (data: Buffer) => {
        complained = (complained + data.toString("latin1")).slice(-2000);
      });
      child.once("error", (error) => reject(failure("UPLOAD_FAILED", port, { detail: error.message })));
      // 'close' comes after the last output, 'exit' may not.
      child.once("close", (code, signal) => {
        reject(failure("UPLOAD_FAILED", port, { detail: lastWords() || `exit ${signal ?? code}` }));
      });
    });
  } finally {
    clearTimeout(deadline);
    child?.kill("SIGKILL");
    link.off("close", onLost);
    link.unpipe();
    bridge?.destroy();
    server.close();
  }
}

/**
 * Hands on in pieces what the CLI sends at once, so that progress is what the port has taken. Not its Ctrl-C,
 * which it sends when it misses a prompt, as that would break off the program that runs.
 */
function pump(from: Socket, to: Duplex, meter: UploadMeter, onProgress: (bytes: number) => void): void {
  from.on("data", async (data: Buffer) => {
    from.pause();
    for (let at = 0; at < data.length; at += PIECE_BYTES) {
      const piece = data.toString("latin1", at, at + PIECE_BYTES).replaceAll("\x03", "");
      await new Promise((taken) => to.write(piece, "latin1", taken));
      onProgress(meter.take(piece));
    }
    from.resume();
  });
}

function listening(server: Server): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server.address() as AddressInfo));
  });
}
