/**
 * Why a deploy failed; the codes are stable, the messages say what was expected, what came and what to do.
 */
export type FailureCode =
  | "NO_SERIALPORT"
  | "PORT_NOT_FOUND"
  | "PORT_BUSY"
  | "PORT_DENIED"
  | "PORT_FAILED"
  | "HOST_NOT_FOUND"
  | "HOST_UNREACHABLE"
  | "CONNECTION_REFUSED"
  | "CONNECTION_LOST"
  | "SILENT"
  | "NOT_ESPRUINO"
  | "UPLOAD_FAILED"
  | "UPLOAD_DEADLINE"
  | "NO_ANSWER"
  | "NOT_RUNNING"
  | "OTHER_BUILD";

export class DeployError extends Error {
  constructor(
    readonly code: FailureCode,
    message: string
  ) {
    super(message);
    this.name = "DeployError";
  }
}

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;

/** What came from a board, fit for one line of a message. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return JSON.stringify(line.length > 60 ? line.slice(0, 60) + "…" : line);
}

const because = (detail: string): string => (detail ? ` (${detail})` : "");
const said = (complaint: string): string => (complaint ? `; the board said ${quoted(complaint)}` : "");

/** Every failure of the tool; each message begins with its subject, the port. */
export const failures = {
  noSerialPort: (port: string) =>
    new DeployError(
      "NO_SERIALPORT",
      `${port}: serial ports need the optional package serialport, which is not installed; ` +
        `run "npm ci" without --omit=optional, or deploy over the network with --port tcp://HOST`
    ),
  portNotFound: (port: string) =>
    new DeployError(
      "PORT_NOT_FOUND",
      `${port}: no such port; plug the board in with a data cable, install its USB driver, check the name`
    ),
  portBusy: (port: string) =>
    new DeployError(
      "PORT_BUSY",
      `${port}: in use by another program; close the terminal, IDE or monitor that holds it`
    ),
  portDenied: (port: string) =>
    new DeployError(
      "PORT_DENIED",
      `${port}: permission denied; join the group that owns the port ` +
        `("sudo usermod -aG dialout $USER" on most Linux systems) and log in again`
    ),
  portFailed: (port: string, detail: string) =>
    new DeployError(
      "PORT_FAILED",
      `${port}: cannot be opened${because(detail)}; unplug the board and try again`
    ),
  hostNotFound: (port: string) =>
    new DeployError(
      "HOST_NOT_FOUND",
      `${port}: no host of that name; check it, or give the board's IP address`
    ),
  hostUnreachable: (port: string, connectMs: number, detail = "") =>
    new DeployError(
      "HOST_UNREACHABLE",
      `${port}: no connection within ${seconds(connectMs)}${because(detail)}; ` +
        `check the address, and that the board is powered and in this network`
    ),
  connectionRefused: (port: string) =>
    new DeployError(
      "CONNECTION_REFUSED",
      `${port}: connection refused; nothing listens there: ` +
        `the board's Telnet console is off or has another port`
    ),
  connectionLost: (port: string, when: string, detail = "") =>
    new DeployError(
      "CONNECTION_LOST",
      `${port}: connection lost ${when}${because(detail)}; the board does not run the new script: ` +
        `check cable and power, then deploy again`
    ),
  silent: (port: string, answerMs: number) =>
    new DeployError(
      "SILENT",
      `${port}: silent for ${seconds(answerMs)}, expected Espruino's console; ` +
        `press the board's reset button, check that it is powered and that Espruino is flashed`
    ),
  notEspruino: (port: string, heard: string) =>
    new DeployError(
      "NOT_ESPRUINO",
      `${port}: expected Espruino's console, got ${quoted(heard)}; ` +
        `is it the right port, and Espruino flashed?`
    ),
  uploadFailed: (port: string, detail: string) =>
    new DeployError(
      "UPLOAD_FAILED",
      `${port}: the espruino command-line tool ended before the upload was complete` +
        `${because(detail)}; try again`
    ),
  uploadDeadline: (port: string, uploadMs: number, detail: string) =>
    new DeployError(
      "UPLOAD_DEADLINE",
      `${port}: the upload was not complete after ${seconds(uploadMs)}${because(detail)}; ` +
        `press the board's reset button and try again`
    ),
  noAnswer: (port: string, settleMs: number, when: string, detail: string) =>
    new DeployError(
      "NO_ANSWER",
      `${port}: no answer within ${seconds(settleMs)} after ${when}${because(detail)}, ` +
        `so what the board runs is not known; press its reset button and deploy again`
    ),
  notRunning: (port: string, wanted: string, complaint: string) =>
    new DeployError(
      "NOT_RUNNING",
      `${port}: expected build ${wanted}, but the board runs no build of ours: ` +
        `the script did not get in or stopped on its way${said(complaint)}`
    ),
  otherBuild: (port: string, wanted: string, runs: string, complaint: string) =>
    new DeployError(
      "OTHER_BUILD",
      `${port}: expected build ${wanted}, but the board still runs ${runs}: the upload did not take` +
        said(complaint)
    )
};
