import { parseOptions, UsageError } from "../usage-error";
import { FAULT_NAMES, FAULTS, isFaultName, type FaultName } from "./faults";

export const USAGE = `Usage: npm start -- [--seconds N] [--fault NAME] [--plain]

Builds both boards' scripts and runs them on this computer, on two simulated ESP32 boards.

  --seconds N   end by itself after N seconds (1 to 86,400); without it, Ctrl-C ends it
  --fault NAME  once both links stand, have something go wrong for a while, and end when they are back:
${FAULT_NAMES.map((name) => `                 ${name.padEnd(13)} ${FAULTS[name].description}`).join("\n")}
  --plain       run readable scripts, not minified ones
  --help        show this

Ends with a table of what was sent and what arrived, and with exit code 1 if a number is missing; with a
fault, if not all paths carry numbers again, or if a board did not tell which numbers are missing.`;

export interface StartArguments {
  help: boolean;
  seconds?: number;
  fault?: FaultName;
  plain: boolean;
}

/** Throws a `UsageError`. */
export function parseStartArguments(given: string[]): StartArguments {
  const { help, seconds, fault, plain } = parseOptions({
    args: given,
    options: {
      seconds: { type: "string" },
      fault: { type: "string" },
      plain: { type: "boolean", default: false },
      help: { type: "boolean", default: false }
    }
  }).values;
  if (fault !== undefined && !isFaultName(fault))
    throw new UsageError(`--fault: expected one of ${FAULT_NAMES.join(", ")}, got ${JSON.stringify(fault)}`);
  if (seconds === undefined) return { help, fault, plain };
  if (!/^\d{1,5}$/.test(seconds) || +seconds < 1 || +seconds > 86400)
    throw new UsageError(`--seconds: expected a whole number from 1 to 86400, got ${JSON.stringify(seconds)}`);
  return { help, seconds: +seconds, fault, plain };
}
