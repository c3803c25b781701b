import { rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { NoAnswer } from "../console/board-console";
import { buildName, isRecent, parseRoom, parseState, ROOM, STATE, type BoardState } from "../console/board-state";
import type { ConsoleLink, LinkDeadlines } from "../console/console-link";
import { DeployError, failure, quoted, seconds, thousands } from "../console/failure";
import type { BoardSettings } from "../settings";
import type { StampedScript } from "./build-id";
import { upload } from "./espruino-cli";
import { Progress, type Terminal } from "./progress";
import { joined } from "./wifi-state";

export interface Deadlines extends LinkDeadlines {
  /** For the espruino CLI: it needs about 10 s for 15 KB. */
  uploadMs: number;
  /** For the board to run the new script. Over the air it joins the network again first. */
  settleMs: number;
  /** For the board to get an address: the driver tries for some seconds, and the firmware waits and tries again. */
  joinMs: number;
}

export const defaultDeadlines: Deadlines = {
  connectMs: 10_000,
  answerMs: 15_000,
  uploadMs: 90_000,
  settleMs: 30_000,
  joinMs: 45_000,
  repeatMs: 2_000
};

export interface Deployment {
  settings: Pick<BoardSettings, "name" | "port" | "ssid">;
  script: StampedScript;
  /** Where the uploaded text is put for as long as it takes. */
  file: string;
  link: ConsoleLink;
  ram: boolean;
  /** Also when the board runs the script already. */
  force: boolean;
  deadlines: Deadlines;
  report: (line: string) => void;
  terminal?: Terminal;
}

/** So often a board says in a row that it runs something else, and is believed. */
const WRONG_ANSWERS = 4;
/** What a script needs to run, in JsVars: those that it uses from flash, and as many for connections and messages. */
const RUN_VARS = 2000;
/** In RAM its text comes on top; a JsVar holds so many bytes of it. */
const BYTES_IN_VAR = 12;
/** A file's header in flash. */
const HEADER_BYTES = 32;

/**
 * One deploy: the board is looked at, silenced, filled, and asked what it runs and whether it joined the
 * network. Throws a DeployError unless all of that is as it should be.
 */
export class BoardDeploy {
  private complaint = "";

  constructor(private readonly deployment: Deployment) {}

  /** `found` is what the board said of itself just now. Returns what to tell in the end, in a line. */
  async run(found: BoardState): Promise<string> {
    const { settings, script, link, ram, force, report, deadlines } = this.deployment;
    const { name } = link.port;
    report(`${name}: Espruino ${found.version}, runs ${buildName(found.build)}`);
    if (!isRecent(found.version)) throw failure("TOO_OLD", name, { version: found.version });
    const same = found.build === script.build && (ram || found.flashed === script.build);
    if (same && !force) report(`${settings.name} runs this build already: nothing is uploaded (--force does it)`);
    else await this.replace();
    const state = await joined(link, settings.ssid, deadlines.joinMs);
    const [bytes, used, total] = [script.text.length, state.usedVars, state.totalVars].map(thousands);
    const id = state.build.replace(/^[ab]-/, "");
    return (
      `${settings.name} runs build ${id} (${bytes} bytes, ${used} of ${total} JsVars), ` +
      `${state.address}, port ${settings.port}`
    );
  }

  private async replace(): Promise<void> {
    const { script, link, ram, report, deadlines } = this.deployment;
    await this.silence();
    try {
      await this.checkRoom();
    } catch (error) {
      // What is in flash goes on as before.
      (await link.open()).write("\x10load()\n");
      throw error;
    }
    report(`${link.port.name}: uploading ${thousands(script.text.length)} bytes ${ram ? "to RAM" : "into flash"}`);
    await this.fill();
    await this.settle(script.build, "the upload", deadlines.settleMs);
  }

  /** Stops what runs: its lines, and the seconds for which a connect makes it deaf, irritate the CLI. */
  private async silence(): Promise<void> {
    const { link, deadlines } = this.deployment;
    (await link.open()).write("\x10reset()\n");
    await this.settle("", "its reset", deadlines.answerMs);
  }

  private async checkRoom(): Promise<void> {
    const { script, link, ram, deadlines } = this.deployment;
    const { name } = link.port;
    const { missing, freeVars, totalVars, freeBytes } = parseRoom(await this.ask(ROOM, deadlines.answerMs));
    if (missing.length) throw failure("MISSING_MODULES", name, { modules: missing.join(", ") });
    const neededVars = RUN_VARS + (ram ? Math.ceil(script.text.length / BYTES_IN_VAR) : 0);
    if (freeVars < neededVars) {
      const [needed, free, total] = [neededVars, freeVars, totalVars].map(thousands);
      throw failure("LITTLE_MEMORY", name, { needed, free, total });
    }
    const neededBytes = script.text.length + HEADER_BYTES;
    if (!ram && freeBytes < neededBytes)
      throw failure("LITTLE_FLASH", name, { needed: thousands(neededBytes), free: thousands(freeBytes) });
  }

  /** A question to a board that has just answered another one. */
  private async ask(expression: string, answerMs: number): Promise<unknown> {
    const { link } = this.deployment;
    try {
      return await link.ask(expression, answerMs);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (error.reason === "closed")
        throw failure("CONNECTION_LOST", link.port.name, { when: "before the upload" });
      throw failure("SILENT", link.port.name, { time: seconds(answerMs) });
    }
  }

  private async fill(): Promise<void> {
    const { settings, script, file, link, ram, deadlines, report, terminal } = this.deployment;
    const progress = new Progress(settings.name, script.text.length, report, terminal);
    // The file holds the WiFi password.
    await writeFile(file, script.text, { encoding: "latin1", mode: 0o600 });
    link.heard = "";
    try {
      this.complaint = await upload({
        port: link.port.name,
        link: await link.open(),
        file,
        ram,
        uploadMs: deadlines.uploadMs,
        onProgress: (bytes) => progress.update(bytes)
      });
    } finally {
      progress.end();
      await rm(file, { force: true });
    }
  }

  /**
   * Asks until the board runs `wanted`. The answer in the same connection also proves that everything sent
   * before has been read; but a Telnet console may be mute after a reset, or gone while the board joins the
   * network, so it is opened anew.
   */
  private async settle(wanted: string, when: string, settleMs: number): Promise<void> {
    const { link, deadlines } = this.deployment;
    const { kind, name } = link.port;
    const { repeatMs } = deadlines;
    const end = Date.now() + settleMs;
    let wrong = 0;
    let detail = "";
    let last: BoardState | undefined;
    while (Date.now() < end && wrong < WRONG_ANSWERS) {
      try {
        const answerMs = Math.min(kind === "tcp" ? 2 * repeatMs : settleMs, end - Date.now());
        last = parseState(await link.ask(STATE, answerMs));
        if (last.build === wanted) return;
        wrong++;
      } catch (error) {
        if (!(error instanceof NoAnswer) && !(error instanceof DeployError)) throw error;
        if (error instanceof DeployError) detail = error.code;
        else detail = error.reason === "closed" ? "connection lost" : "silent";
        if (kind === "tcp") await link.close();
      }
      await sleep(Math.max(0, Math.min(repeatMs / 2, end - Date.now())));
    }
    const said = this.complaint && `; it said ${quoted(this.complaint)}`;
    if (!last) throw failure("NO_ANSWER", name, { time: seconds(settleMs), when, detail });
    if (last.build === "") throw failure("NOT_RUNNING", name, { wanted: buildName(wanted), said });
    throw failure("OTHER_BUILD", name, { wanted: wanted ? buildName(wanted) : "no build after a reset", runs: buildName(last.build), said });
  }
}
