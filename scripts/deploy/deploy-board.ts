import { rm, writeFile } from "node:fs/promises";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { askBoard, type BoardAnswer, NoAnswer } from "./board-console";
import type { StampedScript } from "./build-id";
import { upload } from "./espruino-cli";
import { DeployError, failures } from "./failure";
import type { Port } from "./port";
import { loadSerialPort, openSerial, type SerialPortClass } from "./serial-link";
import { openTcp } from "./tcp-link";

export interface Deadlines {
  /** To open the port. */
  connectMs: number;
  /** For the first answer: a board boots in 4 s, and is deaf for 9 s while it dials a peer that is gone. */
  answerMs: number;
  /** For the espruino CLI: it needs about 10 s for 15 KB. */
  uploadMs: number;
  /** For the board to run the new script. Over the air it joins the network again first. */
  settleMs: number;
  /** Between two questions. */
  repeatMs: number;
}

export const defaultDeadlines: Deadlines = {
  connectMs: 10_000,
  answerMs: 15_000,
  uploadMs: 90_000,
  settleMs: 30_000,
  repeatMs: 2_000
};

export interface Deployment {
  /** The board's name, for what is reported. */
  name: string;
  script: StampedScript;
  /** Where the uploaded text is put for as long as it takes. */
  file: string;
  port: Port;
  ram: boolean;
  deadlines: Deadlines;
  report: (line: string) => void;
  loadSerialPort?: () => Promise<SerialPortClass | undefined>;
}

/** So often a board says in a row that it runs something else, and is believed. */
const wrongAnswers = 4;

/**
 * One deploy: the board is found, silenced, filled, and asked what it runs. Throws a DeployError unless it
 * runs the script.
 */
export class BoardDeploy {
  private link: Duplex | undefined;
  private complaint = "";

  constructor(private readonly deployment: Deployment) {}

  async run(): Promise<string> {
    const { name, script, port, ram, report, deadlines } = this.deployment;
    try {
      const found = await this.find();
      const bytes = script.text.length.toLocaleString("en");
      report(`${port.name}: Espruino ${found.version}, runs ${found.build || "no build of ours"}`);
      await this.silence();
      report(`${port.name}: uploading ${bytes} bytes ${ram ? "to RAM" : "into flash"}`);
      await this.fill();
      const answer = await this.settle(script.build, "the upload", deadlines.settleMs);
      const [used, total] = [answer.usedVars, answer.totalVars].map((vars) => vars.toLocaleString("en"));
      const id = answer.build.slice(answer.build.indexOf("-") + 1);
      return `${name} runs build ${id} (${bytes} bytes, ${used} of ${total} JsVars)`;
    } finally {
      this.link?.destroy();
    }
  }

  private async open(): Promise<Duplex> {
    const { port, deadlines } = this.deployment;
    return port.kind === "tcp"
      ? openTcp(port.name, port.host, port.port, deadlines.connectMs)
      : openSerial(port.name, deadlines.connectMs, this.deployment.loadSerialPort ?? loadSerialPort);
  }

  private async find(): Promise<BoardAnswer> {
    const { port, deadlines } = this.deployment;
    const { answerMs, repeatMs } = deadlines;
    this.link = await this.open();
    try {
      return await askBoard(this.link, { answerMs, repeatMs, interrupt: true });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (error.reason === "silent") throw failures.silent(port.name, answerMs);
      const prompt = /^[\s>]*$/.test(error.heard);
      if (error.reason === "stranger" || !prompt) throw failures.notEspruino(port.name, error.heard);
      throw failures.connectionLost(port.name, "before the board answered");
    }
  }

  /** Stops what runs: its lines, and the seconds for which a connect makes it deaf, irritate the CLI. */
  private async silence(): Promise<void> {
    this.link?.write("\x10reset()\n");
    await this.settle("", "its reset", this.deployment.deadlines.answerMs);
  }

  private async fill(): Promise<void> {
    const { script, file, port, ram, deadlines } = this.deployment;
    // The file holds the WiFi password.
    await writeFile(file, script.text, { encoding: "latin1", mode: 0o600 });
    try {
      const link = this.link as Duplex;
      this.complaint = await upload({ port: port.name, link, file, ram, uploadMs: deadlines.uploadMs });
    } finally {
      await rm(file, { force: true });
    }
  }

  /**
   * Asks until the board runs `wanted`. The answer in the same connection also proves that everything sent
   * before has been read; but a Telnet console may be mute after a reset, or gone while the board joins the
   * network, so it is opened anew.
   */
  private async settle(wanted: string, after: string, settleMs: number): Promise<BoardAnswer> {
    const { port, deadlines } = this.deployment;
    const { repeatMs } = deadlines;
    const end = Date.now() + settleMs;
    let wrong = 0;
    let detail = "";
    let last: BoardAnswer | undefined;
    while (Date.now() < end && wrong < wrongAnswers) {
      try {
        this.link ??= await this.open();
        const answerMs = Math.min(port.kind === "tcp" ? 2 * repeatMs : settleMs, end - Date.now());
        last = await askBoard(this.link, { answerMs, repeatMs, interrupt: false });
        if (last.build === wanted) return last;
        wrong++;
      } catch (error) {
        if (!(error instanceof NoAnswer) && !(error instanceof DeployError)) throw error;
        if (error instanceof DeployError) detail = error.code;
        else detail = error.reason === "closed" ? "connection lost" : "silent";
        if (this.link?.destroyed || port.kind === "tcp") {
          this.link?.destroy();
          this.link = undefined;
        }
      }
      await sleep(Math.max(0, Math.min(repeatMs / 2, end - Date.now())));
    }
    if (!last) throw failures.noAnswer(port.name, settleMs, after, detail);
    if (last.build === "") throw failures.notRunning(port.name, wanted, this.complaint);
    throw failures.otherBuild(port.name, wanted || "none after a reset", last.build, this.complaint);
  }
}
