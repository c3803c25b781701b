import { parsePortOf, type Port } from "../console/port";
import { parseOptions } from "../usage-error";

export const USAGE = `Usage: npm run boards -- [PORT ...]

Lists the serial ports on USB and those of the settings, and what is on each: the device, Espruino's version and memory, and which
of our builds it runs. Whatever is there is sent a line of text, and Ctrl-C if it does not answer.

  PORT    a further one to look at: /dev/ttyUSB0, COM3 or tcp://HOST[:PORT] (Telnet console)
  --help  this text

The exit code is 0 if an Espruino was found that a deploy can go to.`;

/** The further ports; `undefined` when the usage is asked for. Throws a UsageError. */
export function parseBoardsArguments(argv: string[]): Port[] | undefined {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" } }
  });
  if (values.help) return undefined;
  return positionals.map((text) => parsePortOf("PORT", text));
}
