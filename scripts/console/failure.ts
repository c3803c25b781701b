/**
 * Every way in which the tools for boards fail: what was expected and what came, and what to do about it.
 * In braces is what differs from case to case. The README's table is made of these; the codes are stable.
 */
export const FAILURES = {
  NO_PORT: {
    what: "no port of its own was found: {found}",
    todo:
      "plug it in with a USB cable that carries data, install its USB driver (CP210x or CH340), " +
      'or name the port with --port; "npm run boards" shows what is there'
  },
  SEVERAL_PORTS: {
    what: "expected one port that can be its own, got {ports}",
    todo: "name it with --port, or in the settings (BOARD_A_SERIAL, BOARD_B_SERIAL)"
  },
  PORTS_NOT_LISTED: {
    what: "the serial ports cannot be listed ({detail})",
    todo: "name the port with --port, or in the settings (BOARD_A_SERIAL, BOARD_B_SERIAL)"
  },
  NO_SERIALPORT: {
    what: "serial ports need the optional package serialport, which is not installed",
    todo: 'run "npm ci" without --omit=optional, or deploy over the network with --port tcp://HOST'
  },
  PORT_NOT_FOUND: {
    what: "no such port",
    todo: "plug the board in with a data cable, install its USB driver, check the name"
  },
  PORT_BUSY: {
    what: "in use by another program",
    todo: "close the terminal, IDE or monitor that holds it"
  },
  PORT_HELD: {
    what: "in use by {by}",
    todo: "wait until that is done, or end it"
  },
  PORT_DENIED: {
    what: "permission denied",
    todo:
      'join the group that owns the port ("sudo usermod -aG dialout $USER" on most Linux systems) and log in again'
  },
  PORT_FAILED: {
    what: "cannot be opened ({detail})",
    todo: "unplug the board and try again"
  },
  HOST_NOT_FOUND: {
    what: "no host of that name",
    todo: "check it, or give the board's IP address"
  },
  HOST_UNREACHABLE: {
    what: "no connection within {time} ({detail})",
    todo: "check the address, and that the board is powered and in this network"
  },
  CONNECTION_REFUSED: {
    what: "connection refused, nothing listens there",
    todo: "the board's Telnet console is off or has another port: deploy over USB"
  },
  CONNECTION_LOST: {
    what: "connection lost {when}",
    todo: "check cable and power, then try again; the board runs the program that it had"
  },
  SILENT: {
    what: "silent for {time}, expected Espruino's console",
    todo:
      "press the board's reset button, which also takes the console back from whoever is connected to its " +
      "Telnet port 23; check that it is powered and that Espruino is flashed"
  },
  NOT_ESPRUINO: {
    what: "expected Espruino's console, got {heard}",
    todo: "check that it is the right port, and flash Espruino"
  },
  LOCKED: {
    what: "the console is locked with a password (E.lockConsole)",
    todo: 'type the password in "npm run monitor", then try again'
  },
  TOO_OLD: {
    what: "expected Espruino 2v20 or later, got {version}",
    todo: "flash a newer one"
  },
  WRONG_BOARD: {
    what: "expected {board}, but the board there runs {runs}",
    todo: "check the port (BOARD_A_SERIAL and BOARD_B_SERIAL may be swapped), or overwrite that board with --force"
  },
  FOREIGN_CODE: {
    what: "expected no program beside ours, but the board also starts {files}",
    todo: "look at them, then deploy with --clean, which removes them"
  },
  MISSING_MODULES: {
    what: "this Espruino lacks the modules {modules}",
    todo: "flash Espruino's build for the ESP32"
  },
  LITTLE_MEMORY: {
    what: "expected at least {needed} JsVars, got {total}",
    todo: "flash a build of Espruino that has more"
  },
  LITTLE_FLASH: {
    what: "expected at least {needed} free bytes of flash, got {free}",
    todo: 'delete the files that are there: require("Storage").eraseAll() on the board\'s console'
  },
  UPLOAD_FAILED: {
    what: "the espruino command-line tool ended before the upload was complete ({detail})",
    todo: "try again"
  },
  UPLOAD_DEADLINE: {
    what: "the upload was not complete after {time}",
    todo: "press the board's reset button and try again; it runs the program that it had"
  },
  UPLOAD_DAMAGED: {
    what: "the upload arrived damaged {times} ({detail})",
    todo: "try another cable or USB port, then deploy again; the board runs the program that it had"
  },
  NO_RESTART: {
    what: "no restart within {time}; the board still runs {runs}",
    todo: "press its reset button, then deploy again"
  },
  NO_ANSWER: {
    what: "no answer within {time} after the restart ({detail}), so what the board runs is not known",
    todo: "press its reset button and deploy again"
  },
  NOT_RUNNING: {
    what: "expected {wanted}, but the board runs no build of ours{said}",
    todo: "the script stopped at its start: see its console, then deploy again"
  },
  OTHER_BUILD: {
    what: "expected {wanted}, but after its restart the board runs {runs}{said}",
    todo: "deploy again"
  },
  WIFI_PASSWORD: {
    what: "the board runs {build}, but the network {ssid} refused its password ({reason})",
    todo: "correct WIFI_PASSWORD and deploy again"
  },
  WIFI_NEEDS_PASSWORD: {
    what: "the board runs {build}, but the network {ssid} is not open ({reason})",
    todo: "set WIFI_PASSWORD and deploy again"
  },
  WIFI_SECURITY: {
    what: "the board runs {build}, but the network {ssid} has another security ({reason})",
    todo: "empty WIFI_PASSWORD if the network is open; otherwise have it offer WPA2"
  },
  WIFI_NOT_FOUND: {
    what: "the board runs {build}, but finds no network {ssid} that it can join ({reason})",
    todo:
      "check WIFI_SSID, that the network has 2.4 GHz and is in reach, and that it is not an open one, " +
      "which the board does not see while WIFI_PASSWORD is set; the board goes on trying"
  },
  WIFI_NO_ADDRESS: {
    what: "the board runs {build}, but has no address in the network {ssid} after {time} ({reason})",
    todo: "check the router, and what the board's console says; it goes on trying"
  }
} as const;

export type FailureCode = keyof typeof FAILURES;

/** The names in braces. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Details<Code extends FailureCode> = Record<Names<(typeof FAILURES)[Code]["what"]>, string>;

export class DeployError extends Error {
  constructor(
    readonly code: FailureCode,
    message: string
  ) {
    super(message);
    this.name = "DeployError";
  }
}

/** `subject` is the port, or the board where there is none yet. */
export function failure<Code extends FailureCode>(
  code: Code,
  subject: string,
  // Needed only where there is something to tell.
  ...[details]: [keyof Details<Code>] extends [never] ? [] : [Details<Code>]
): DeployError {
  const { what, todo } = FAILURES[code];
  const told = what.replace(/\{(\w+)\}/g, (_, name: string) => (details as Record<string, string>)[name]);
  return new DeployError(code, `${subject}: ${told}; ${todo}`);
}

/** The first complaint of the interpreter in what it printed; "" if there is none. */
export function complaint(text: string): string {
  const match = /(Uncaught .*|ERROR: .*|Out of Memory.*|New interpreter error: .*)$/m.exec(text);
  return match?.[1].replace(/^New interpreter error: FIFO_FULL.*/, "FIFO_FULL: the board lost characters").trim() ?? "";
}

/** What says that there is something, but no Espruino that could be deployed to. */
const STRANGER: ReadonlySet<FailureCode> = new Set(["SILENT", "NOT_ESPRUINO", "TOO_OLD"]);

/** Whether the port was looked at; one that is busy, say, may have a board all the same. */
export function isStranger({ code }: DeployError): boolean {
  return STRANGER.has(code);
}

/** In few words, what came of looking at a port. */
export function inShort(error: DeployError): string {
  return isStranger(error) ? "no answer from an Espruino" : "could not be looked at";
}

export const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;

export const thousands = (count: number): string => count.toLocaleString("en");

/** What came from a board, fit for one line of a message. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return JSON.stringify(line.length > 60 ? line.slice(0, 60) + "…" : line);
}
