import path from "node:path";
import { fileURLToPath } from "node:url";
import { mostGuests } from "../firmware/sockets";
import { EnvFileError, readEnvFile } from "./env-file";
import { hostProblem, isAddress, isSameHost } from "./host";
import { appendPairKey, newPairKey, NO_KEY, PAIR_KEY_FORM, pairKeyProblem, SIMULATION_KEY } from "./pair-key";
import { oddity, SETTING_NAMES, unknownName, visible } from "./setting-hints";

export type BoardId = "a" | "b";

export const BOARD_NAMES: Record<BoardId, string> = { a: "ESP32-A", b: "ESP32-B" };

/** What is wrong with a setting, in one line: its name, what was expected, what came and from where. */
export class SettingsError extends Error {}

/** What a board's script is built with. */
export type BoardSettings = typeof import("../firmware/settings");

export interface Settings {
  a: BoardSettings;
  b: BoardSettings;
  /** Whether the boards join a router's network, or board A's own. */
  network: "router" | "ap";
  /** The ports for the upload, where they are named. */
  serial: { a?: string; b?: string };
  /** Where the pair key is to be written, as it has just been made; see `keepPairKey`. */
  newKeyFile?: string;
  /** What is allowed, but may not be meant; a line each. */
  warnings: string[];
}

/** Where settings come from; by default the environment, and on top of which it stands, `.env`. */
export interface SettingsSource {
  env?: NodeJS.ProcessEnv;
  file?: string;
}

/** Settings whose values no message shows. */
const SECRETS = ["WIFI_PASSWORD", "PAIR_KEY"];
const PERIOD_MS = { least: 20, most: 3_600_000, usual: 2000 };
const ENV_FILE = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", ".env");
const FOR_BOARDS = ["WIFI_SSID", "WIFI_PASSWORD", "BOARD_A_HOST", "BOARD_B_HOST", "NETWORK", "TELNET"];

/** The settings by name, each from the environment or else from the file. */
class Reader {
  private readonly env: NodeJS.ProcessEnv;
  readonly file: string;
  private readonly inFile: Map<string, string>;

  constructor(source: SettingsSource) {
    this.env = source.env ?? process.env;
    this.file = source.file ?? ENV_FILE;
    try {
      this.inFile = readEnvFile(this.file);
    } catch (error) {
      throw error instanceof EnvFileError ? new SettingsError(error.message) : error;
    }
  }

  get(name: string): string | undefined {
    return this.env[name] ?? this.inFile.get(name);
  }

  isInEnvironment(name: string): boolean {
    return this.env[name] !== undefined;
  }

  refuse(name: string, expected: string, came: string): never {
    const where = this.isInEnvironment(name) ? "the environment" : path.basename(this.file);
    throw new SettingsError(`${name}: expected ${expected}, got ${came} (from ${where})`);
  }

  /** Whatever else is wrong comes first: a setting that is missing may just not be written yet. */
  needed(name: string, expected: string): string {
    const value = this.get(name);
    if (value) return value;
    const came = value === undefined ? "nothing" : "an empty one";
    const todo = this.isHidden(name) ? "unset the empty environment variable, which hides the value in .env" : "set it in .env or the environment";
    throw new SettingsError(`${name}: expected ${expected}, got ${came}; ${todo}`);
  }

  /** Whether an empty variable of the environment is in front of a value in the file. */
  isHidden(name: string): boolean {
    return this.env[name] === "" && !!this.inFile.get(name);
  }

  /** What may not be meant, a line each. Secrets are not shown. */
  warnings(): string[] {
    const unknown = [...this.inFile.keys()].flatMap((name) => unknownName(name) ?? []).map((text) => `${path.basename(this.file)}: ${text}`);
    const hidden = SETTING_NAMES.filter((name) => this.isHidden(name)).map(
      (name) => `${name}: an empty environment variable hides the value in .env; unset it to use that`
    );
    const odd = SETTING_NAMES.flatMap((name) => {
      const value = this.get(name) ?? "";
      const what = oddity(value);
      return what ? [`${name} ${what}${SECRETS.includes(name) ? "" : `: ${visible(value)}`}`] : [];
    });
    return [...unknown, ...hidden, ...odd];
  }
}

function checkPeriodMs(reader: Reader): number {
  const { least, most, usual } = PERIOD_MS;
  const value = reader.get("PERIOD_MS") || String(usual);
  if (!/^\d{1,9}$/.test(value) || +value < least || +value > most)
    reader.refuse("PERIOD_MS", `a whole number of milliseconds from ${least} to ${most}`, JSON.stringify(value));
  return +value;
}

function checkSsid(reader: Reader): void {
  const bytes = Buffer.byteLength(reader.get("WIFI_SSID") ?? "");
  if (bytes > 32) reader.refuse("WIFI_SSID", "a network's name of 1 to 32 bytes", `${bytes} bytes`);
}

/** WPA's pass phrases are 8 to 63 characters of ASCII, its keys 64 digits; the message must not show them. */
function checkPassword(reader: Reader): void {
  const value = reader.get("WIFI_PASSWORD") ?? "";
  const length = [...value].length;
  const isKey = /^[0-9a-f]{64}$/i.test(value);
  const expected = "8 to 63 characters of ASCII, a key of 64 hexadecimal digits, or none for an open network";
  if (/[^ -~]/.test(value)) reader.refuse("WIFI_PASSWORD", expected, "other characters");
  if (value && !isKey && (length < 8 || length > 63))
    reader.refuse("WIFI_PASSWORD", expected, `${length} character${length === 1 ? "" : "s"}`);
}

/** Where a board is, "" if it is to be found. */
function checkHost(reader: Reader, name: string): string {
  const value = reader.get(name) ?? "";
  const expected = value ? hostProblem(value) : undefined;
  if (expected !== undefined) reader.refuse(name, expected, JSON.stringify(value));
  return value;
}

function checkTelnet(reader: Reader): boolean {
  const value = reader.get("TELNET") || "off";
  if (value !== "on" && value !== "off")
    reader.refuse("TELNET", "off, or on (the boards' Telnet consoles stay open)", JSON.stringify(value));
  return value === "on";
}

function checkGuests(reader: Reader, telnet: boolean): number {
  const most = mostGuests(telnet);
  const value = reader.get("GUESTS") || String(most);
  const range = most ? `a number of clients beside the peer from 0 to ${most}` : "0 with TELNET=on, which takes the sockets of guests";
  if (!/^\d$/.test(value) || +value > most) reader.refuse("GUESTS", range, JSON.stringify(value));
  return +value;
}

/** In a network of its own, board A gives out the addresses. */
function checkNetwork(reader: Reader): Settings["network"] {
  const value = reader.get("NETWORK") || "router";
  if (value !== "router" && value !== "ap")
    reader.refuse("NETWORK", "router (the boards join a network) or ap (board A opens one)", JSON.stringify(value));
  // A network is opened with a pass phrase.
  if (value === "ap" && (reader.get("WIFI_PASSWORD") ?? "").length > 63)
    reader.refuse("WIFI_PASSWORD", "8 to 63 characters with NETWORK=ap", "64 characters");
  for (const name of ["BOARD_A_HOST", "BOARD_B_HOST"]) {
    const host = reader.get(name);
    if (value === "ap" && host) reader.refuse(name, "nothing with NETWORK=ap, where board A gives out the addresses", JSON.stringify(host));
  }
  return value;
}

function checkSerial(reader: Reader, name: string): string | undefined {
  const value = reader.get(name)?.trim();
  if (value && /\s/.test(value))
    reader.refuse(name, "a port such as /dev/ttyUSB0, COM3 or tcp://host:23", JSON.stringify(value));
  return value || undefined;
}

function checkPorts(reader: Reader): Settings["serial"] {
  return { a: checkSerial(reader, "BOARD_A_SERIAL"), b: checkSerial(reader, "BOARD_B_SERIAL") };
}

/** "" for no key, `undefined` for one that has to be made. The message must not show it. */
function checkPairKey(reader: Reader): string | undefined {
  const value = reader.get("PAIR_KEY");
  const problem = value ? pairKeyProblem(value) : reader.isInEnvironment("PAIR_KEY") ? "an empty one" : undefined;
  if (problem) reader.refuse("PAIR_KEY", PAIR_KEY_FORM, problem);
  return value === NO_KEY ? "" : value || undefined;
}

/** The boards' ports, where they are named, whatever else is set. Throws a `SettingsError`. */
export function readPorts(source: SettingsSource = {}): Settings["serial"] {
  return checkPorts(new Reader(source));
}

/** Each board's settings. */
function pair(
  shared: Pick<BoardSettings, "ssid" | "password" | "periodMs" | "telnet" | "guests" | "pairKey">,
  hostA: string,
  hostB: string
): Pick<Settings, BoardId> {
  const a = { name: BOARD_NAMES.a, port: 81, host: hostA };
  const b = { name: BOARD_NAMES.b, port: 82, host: hostB };
  const board = (own: typeof a, peer: typeof a, first: number): BoardSettings => ({
    name: own.name,
    port: own.port,
    first,
    ...shared,
    peerName: peer.name,
    peerFirst: 3 - first,
    peerHost: peer.host,
    peerIp: isAddress(peer.host) ? peer.host : "",
    peerPort: peer.port
  });
  return { a: board(a, b, 1), b: board(b, a, 2) };
}

/** Whether something is set that only real boards need. */
export function isForBoards(source: SettingsSource = {}): boolean {
  const reader = new Reader(source);
  return FOR_BOARDS.some((name) => reader.get(name) !== undefined);
}

/**
 * The settings, checked. "boards" needs the network's name; "simulation" needs nothing, and looks at
 * `PERIOD_MS` only. Throws a `SettingsError`.
 */
export function readSettings(purpose: "simulation" | "boards", source: SettingsSource = {}): Settings {
  const reader = new Reader(source);
  const periodMs = checkPeriodMs(reader);
  const telnet = purpose === "boards" && checkTelnet(reader);
  const guests = checkGuests(reader, telnet);
  if (purpose === "simulation") {
    const shared = { ssid: "simulation", password: "simulation", periodMs, telnet, guests, pairKey: SIMULATION_KEY };
    return { ...pair(shared, "", ""), network: "router", serial: {}, warnings: [] };
  }
  checkSsid(reader);
  checkPassword(reader);
  const hostA = checkHost(reader, "BOARD_A_HOST");
  const hostB = checkHost(reader, "BOARD_B_HOST");
  const network = checkNetwork(reader);
  const serial = checkPorts(reader);
  const pairKey = checkPairKey(reader);
  const ssid = reader.needed("WIFI_SSID", "a network's name of 1 to 32 bytes");
  const password = reader.get("WIFI_PASSWORD") ?? "";
  // On one computer both are the same, as the ports are not.
  if (hostA && isSameHost(hostA, hostB) && !/^(127\.|localhost$)/.test(hostA))
    reader.refuse("BOARD_B_HOST", "another one than BOARD_A_HOST", JSON.stringify(hostB));
  const warnings = reader.warnings();
  if (!password) warnings.push(`WIFI_PASSWORD is empty: treating ${ssid} as an open network`);
  if (telnet) warnings.push("TELNET is on: anybody in the network can control the boards, and read the WiFi password");
  if (pairKey === "") warnings.push("PAIR_KEY is none: anybody in the network can take the place of a board");
  return {
    ...pair({ ssid, password, periodMs, telnet, guests, pairKey: pairKey ?? newPairKey() }, hostA, hostB),
    network,
    serial,
    newKeyFile: pairKey === undefined ? reader.file : undefined,
    warnings
  };
}

/** Writes a pair key that has just been made into `.env`, and says so in a line. Throws a `SettingsError`. */
export function keepPairKey({ newKeyFile: file, a }: Settings, say: (line: string) => void): void {
  if (file === undefined) return;
  try {
    appendPairKey(file, a.pairKey);
  } catch (error) {
    throw new SettingsError(`PAIR_KEY: a new key could not be written (${(error as Error).message}); make ${file} writable, or set PAIR_KEY in the environment`);
  }
  say(`Made a pair key and added it to ${path.basename(file)} as PAIR_KEY; both boards have to be deployed with it`);
}
