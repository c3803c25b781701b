import { parseArgs } from "node:util";
import { UsageError } from "../usage-error";

export const USAGE = `Usage: npm start -- [--seconds N]

Builds both boards' scripts and runs them on this computer, on two simulated ESP32 boards.

  --seconds N  end by itself after N seconds (1 to 86,400); without it, Ctrl-C ends it
  --help       show this

Ends with a table of what was sent and what arrived, and with exit code 1 if a number is missing.`;

export interface StartArguments {
  help: boolean;
  seconds?: number;
}

/** Throws a `UsageError`. */
export function parseStartArguments(given: string[]): StartArguments {
  let values;
  try {
    ({ values } = parseArgs({
      args: given,
      options: { seconds: { type: "string" }, help: { type: "boolean", default: false } }
    }));
  } catch (error) {
    throw new UsageError((error as Error).message.split(". ")[0]);
  }
  const { help, seconds } = values;
  if (seconds === undefined) return { help };
  if (!/^\d{1,5}$/.test(seconds) || +seconds < 1 || +seconds > 86400)
    throw new UsageError(`--seconds: expected a whole number from 1 to 86400, got ${JSON.stringify(seconds)}`);
  return { help, seconds: +seconds };
}
