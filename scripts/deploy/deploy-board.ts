import { rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { NoAnswer } from "../console/board-console";
import { buildName, isOfOther, isRecent, parseRoom, parseState, ROOM, STATE, type BoardRoom, type BoardState } from "../console/board-state";
import type { ConsoleLink, LinkDeadlines } from "../console/console-link";
import { complaint, DeployError, failure, quoted, seconds, thousands, type FailureCode } from "../console/failure";
import type { BoardId, BoardSettings } from "../settings";
import type { StampedScript } from "./build-id";
import { upload } from "./espruino-cli";
import {
  bytesNeeded, checksum, checksumOf, CLEANED, COMPACTED, journal, journalWritten, RESTART_DUE, restarted, stagedName, tidied
} from "./installation";
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
  board: BoardId;
  settings: Pick<BoardSettings, "name" | "port" | "ssid" | "password">;
  script: StampedScript;
  /** Where the uploaded text is put for as long as it takes. */
  file: string;
  link: ConsoleLink;
  /** Only until the next restart. */
  ram: boolean;
  /** Also when the board runs the script already, or the other board's. */
  force: boolean;
  /** Remove what else runs at a start. */
  clean: boolean;
  deadlines: Deadlines;
  report: (line: string) => void;
  terminal?: Terminal;
}

/** How many times an upload is tried. */
const UPLOADS = 3;
/** What an upload may fail with and is then tried again. */
const RETRIED: ReadonlySet<FailureCode> = new Set(["CONNECTION_LOST", "UPLOAD_FAILED"]);
/** So often a board says in a row that it runs something else, and is believed. */
const WRONG_ANSWERS = 4;
/** JsVars that a script needs to run: those that it uses from flash, and as many for connections and messages. */
const RUN_VARS = 2000;

/**
 * One deploy. The old program runs until the new one is whole in flash, under another name; then the board
 * changes over and restarts, and is asked what it runs and whether it joined the network. Throws a DeployError
 * unless all of that is as it should be.
 */
export class BoardDeploy {
  constructor(private readonly deployment: Deployment) {}

  /** `found` is what the board said of itself just now. Returns what to tell in the end, in a line. */
  async run(found: BoardState): Promise<string> {
    const { board, settings, script, link, ram, force, clean, report, deadlines } = this.deployment;
    const { name } = link.port;
    report(`${name}: Espruino ${found.version}, runs ${buildName(found.build)}`);
    if (!isRecent(found.version)) throw failure("TOO_OLD", name, { version: found.version });
    if (isOfOther(board, found.build) && !force)
      throw failure("WRONG_BOARD", name, { board: settings.name, runs: buildName(found.build) });
    const room = parseRoom(await this.ask(ROOM));
    if (room.foreign.length && !clean) throw failure("FOREIGN_CODE", name, { files: room.foreign.join(", ") });
    const isThere = found.build === script.build && (ram || found.bootChecksum === checksum(script.text));
    if (isThere && !force && !room.foreign.length)
      report(`${settings.name} runs this build already: nothing is uploaded (--force does it)`);
    else await this.replace(room);
    const state = await joined(link, settings, deadlines.joinMs);
    const [bytes, used, total] = [script.text.length, state.usedVars, state.totalVars].map(thousands);
    const id = state.build.replace(/^[ab]-/, "");
    return (
      `${settings.name} runs build ${id} (${bytes} bytes, ${used} of ${total} JsVars), ` +
      `${state.address}, port ${settings.port}${ram ? "; a restart brings the old program back" : ""}`
    );
  }

  private async replace(room: BoardRoom): Promise<void> {
    const { script, link, ram, report } = this.deployment;
    await this.makeRoom(room);
    await this.stage();
    if (!ram) await this.install();
    if (room.foreign.length) {
      report(`${link.port.name}: removing ${room.foreign.join(", ")}`);
      await this.ask(CLEANED);
    }
    await this.ask(RESTART_DUE);
    await this.ask(restarted(script, ram));
    await this.settle();
  }

  private async makeRoom({ missing, totalVars, freeBytes, trashBytes }: BoardRoom): Promise<void> {
    const { script, link, ram, report } = this.deployment;
    const { name } = link.port;
    if (missing.length) throw failure("MISSING_MODULES", name, { modules: missing.join(", ") });
    if (totalVars < RUN_VARS)
      throw failure("LITTLE_MEMORY", name, { needed: thousands(RUN_VARS), total: thousands(totalVars) });
    const needed = bytesNeeded(script, ram);
    let free = Number(await this.ask(tidied(script)));
    if (free < needed && trashBytes + freeBytes > free) {
      report(`${name}: compacting its flash; keep it powered`);
      free = Number(await this.ask(COMPACTED));
    }
    if (free < needed) throw failure("LITTLE_FLASH", name, { needed: thousands(needed), free: thousands(free) });
  }

  /** Uploads the script under another name, until it is there as it should be. */
  private async stage(): Promise<void> {
    const { settings, script, link, report } = this.deployment;
    const name = stagedName(script);
    const wanted = checksum(script.text);
    if ((await this.ask(checksumOf(name))) === wanted) {
      report(`${link.port.name}: this build is in its flash already`);
      return;
    }
    report(`${link.port.name}: uploading ${thousands(script.text.length)} bytes into flash`);
    for (let attempt = 1; ; attempt++) {
      link.heard = "";
      let lost: DeployError | undefined;
      try {
        await this.send(name);
        if ((await this.ask(checksumOf(name))) === wanted) return;
      } catch (error) {
        if (!(error instanceof DeployError) || !RETRIED.has(error.code)) throw error;
        lost = error;
      }
      const detail = lost ? lost.message.slice(link.port.name.length + 2).split(";")[0] : complaint(link.heard) || "damaged";
      if (attempt === UPLOADS) throw lost ?? failure("UPLOAD_DAMAGED", link.port.name, { times: `${UPLOADS} times`, detail });
      report(`${settings.name}: upload failed (${detail}); trying again, ${attempt + 1} of ${UPLOADS}`);
      await this.recover(lost);
    }
  }

  /** Comes back to a board on which an upload has failed. Throws what it failed with if there is no way. */
  private async recover(lost?: DeployError): Promise<void> {
    const { script, link, deadlines } = this.deployment;
    if (lost) {
      await link.hangUp();
      await sleep(deadlines.repeatMs);
    }
    try {
      await this.ask(tidied(script));
    } catch (error) {
      throw lost ?? error;
    }
  }

  private async send(name: string): Promise<void> {
    const { settings, script, file, link, deadlines, report, terminal } = this.deployment;
    const progress = new Progress(settings.name, script.text.length, report, terminal);
    // The file holds the WiFi password.
    await writeFile(file, script.text, { encoding: "latin1", mode: 0o600 });
    try {
      await upload({
        port: link.port.name,
        link: await link.open(),
        file,
        name,
        uploadMs: deadlines.uploadMs,
        onProgress: (bytes) => progress.update(bytes)
      });
    } finally {
      progress.end();
      await rm(file, { force: true });
    }
  }

  /** Writes the journal, which changes the programs over at the next start. */
  private async install(): Promise<void> {
    const { script, link } = this.deployment;
    const wanted = checksum(journal(script));
    for (let attempt = 0; attempt < UPLOADS; attempt++)
      if ((await this.ask(journalWritten(script))) === wanted) return;
    throw failure("UPLOAD_DAMAGED", link.port.name, {
      times: `${UPLOADS} times`,
      detail: complaint(link.heard) || "the statement that changes over"
    });
  }

  /** A question to a board that has just answered another one. */
  private async ask(expression: string): Promise<unknown> {
    const { link, deadlines } = this.deployment;
    try {
      return await link.ask(expression, deadlines.answerMs);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (error.reason === "closed") throw failure("CONNECTION_LOST", link.port.name, { when: "during the deploy" });
      throw failure("SILENT", link.port.name, { time: seconds(deadlines.answerMs) });
    }
  }

  /**
   * Asks until the board has started anew and runs the new build. A Telnet console is gone meanwhile, and may be
   * mute after a restart, so it is opened anew.
   */
  private async settle(): Promise<void> {
    const { script, link, deadlines } = this.deployment;
    const { kind, name } = link.port;
    const { repeatMs, settleMs } = deadlines;
    const end = Date.now() + settleMs;
    let wrong = 0;
    let detail = "";
    let last: BoardState | undefined;
    link.heard = "";
    while (Date.now() < end && wrong < WRONG_ANSWERS) {
      try {
        const answerMs = Math.min(kind === "tcp" ? 2 * repeatMs : settleMs, end - Date.now());
        last = parseState(await link.ask(STATE, answerMs));
        if (!last.restartDue && last.build === script.build) return;
        if (!last.restartDue) wrong++;
      } catch (error) {
        if (!(error instanceof NoAnswer) && !(error instanceof DeployError)) throw error;
        if (error instanceof DeployError) detail = error.code;
        else detail = error.reason === "closed" ? "connection lost" : "silent";
        if (kind === "tcp" || detail === "connection lost") await link.hangUp();
      }
      await sleep(Math.max(0, Math.min(repeatMs / 2, end - Date.now())));
    }
    const said = complaint(link.heard);
    const wanted = buildName(script.build);
    if (!last) throw failure("NO_ANSWER", name, { time: seconds(settleMs), detail });
    if (last.restartDue) throw failure("NO_RESTART", name, { time: seconds(settleMs), runs: buildName(last.build) });
    if (last.build === "") throw failure("NOT_RUNNING", name, { wanted, said: said && `; it said ${quoted(said)}` });
    throw failure("OTHER_BUILD", name, { wanted, runs: buildName(last.build), said: said && `; it said ${quoted(said)}` });
  }
}
