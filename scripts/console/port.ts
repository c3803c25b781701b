import { realpathSync } from "node:fs";
import { UsageError } from "../usage-error";

/** Where a board's console is. */
export type Port =
  | { kind: "serial"; name: string }
  | { kind: "tcp"; name: string; host: string; port: number };

/** Espruino's Telnet console on a board; its Linux build has it on 2323. */
const telnetPort = 23;

const expected = "expected /dev/NAME, COM1 to COM256 or tcp://HOST[:PORT]";

/** Throws a plain Error whose message says what was expected and what came. */
export function parsePort(text: string): Port {
  if (/^\/dev\/\S+$/.test(text) || /^COM([1-9]\d?|1\d\d|2[0-4]\d|25[0-6])$/i.test(text)) {
    return { kind: "serial", name: text };
  }
  const match = /^tcp:\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?\/?$/i.exec(text);
  const port = match?.[2] === undefined ? telnetPort : Number(match[2]);
  if (!match || port < 1 || port > 65535) throw new Error(`${expected}, got ${JSON.stringify(text)}`);
  return { kind: "tcp", name: text, host: match[1].replace(/^\[|\]$/g, ""), port };
}

/** The same for a port that comes from `source`, an option or a setting. Throws a UsageError that names it. */
export function parsePortOf(source: string, text: string): Port {
  try {
    return parsePort(text);
  } catch (error) {
    throw new UsageError(`${source}: ${(error as Error).message}`);
  }
}

/** The same for every spelling of one port: links are followed, COM ports have no case, a computer has many names for itself. */
export function canonicalName(port: Port): string {
  if (port.kind === "tcp") {
    const host = port.host.toLowerCase().replace(/\.$/, "");
    return `tcp://${/^(localhost|127\..*|::1)$/.test(host) ? "127.0.0.1" : host}:${port.port}`;
  }
  if (/^com/i.test(port.name)) return port.name.toUpperCase();
  const file = port.name.replace(/\/+/g, "/").replace(/\/$/, "");
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
