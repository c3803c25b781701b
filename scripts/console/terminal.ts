import { createInterface } from "node:readline/promises";
import type { Choose } from "./find-port";

/** Has somebody at the terminal choose by a number; asks again until it is one of them. */
const choose: Choose = async (question, options) => {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    options.forEach((option, index) => console.log(`  ${index + 1}  ${option}`));
    for (;;) {
      const index = Number(await lines.question(`${question} (1 to ${options.length}) `)) - 1;
      if (options[index] !== undefined) return index;
    }
  } finally {
    lines.close();
  }
};

/** How the command meets the terminal, if it runs in one. */
export const terminalContext = {
  out: (line: string): void => console.log(line),
  err: (line: string): void => console.error(line),
  terminal: process.stdout.isTTY ? process.stdout : undefined,
  choose: process.stdin.isTTY && process.stdout.isTTY ? choose : undefined,
  /** The first Ctrl-C ends in good order, the second one at once. */
  until: (): Promise<unknown> =>
    new Promise((resolve) => {
      process.once("SIGINT", resolve);
    })
};
