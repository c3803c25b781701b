import { spawnSync } from "node:child_process";
import { devNull } from "node:os";
import { BoardProcess } from "./board-process";

const ANSWER_MS = 5000;

/** JsVars of a board that runs its script from flash, without those of the stand-ins: without its peer, and with it. */
export interface Usage {
  alone: number;
  linked: number;
}

/** JsVars of the interpreter by itself. */
function interpreterVars(espruino: string): number {
  const { error, stdout } = spawnSync(espruino, ["-e", "print('JsVars: ' + process.memory().usage)"], {
    encoding: "latin1",
    timeout: ANSWER_MS,
    killSignal: "SIGKILL"
  });
  const usage = /JsVars: (\d+)/.exec(stdout)?.[1];
  if (!usage) throw new Error(`the interpreter did not tell of its memory: ${error ?? stdout}`);
  return Number(usage);
}

/**
 * JsVars by which a `BoardProcess` uses more than a board does: for what stands in for its built-in `Wifi`, and
 * for the report of its memory.
 */
export async function standInVars(espruino: string): Promise<number> {
  const board = new BoardProcess(espruino, devNull);
  try {
    board.start();
    return (await board.usage()) - interpreterVars(espruino);
  } finally {
    await board.remove();
  }
}
