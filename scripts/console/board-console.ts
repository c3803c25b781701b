import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";

/** Why there is no answer: nothing at all came, something else came, or the connection closed. */
export class NoAnswer extends Error {
  constructor(
    readonly reason: "silent" | "stranger" | "closed",
    readonly heard: string
  ) {
    super(reason);
  }
}

export interface AskOptions {
  answerMs: number;
  /**
   * The question is put again when it was lost: a board that boots, or whose buffer is full, hears nothing.
   */
  repeatMs: number;
  /**
   * Every third question may begin with Ctrl-C, which breaks off code that does not end. It does so to any
   * code, and two on an empty line within 5 s end Espruino's Linux build; so not the first, and not to a
   * script that is to stay.
   */
  interrupt: boolean;
}

/** Clears a line that was left half typed, without breaking off what runs as Ctrl-C does. */
const CLEAR_LINE = "\x1b[2H";

/**
 * The board puts the marker together itself, so that an echo of the question is no answer; the nonce keeps
 * out what an earlier question brought. DLE (\x10) at the start turns the echo off for the line.
 */
function question(expression: string, nonce: string): string {
  return `${CLEAR_LINE}\x10print("<"+"ANSWER ${nonce} "+JSON.stringify(${expression})+" ${nonce}>")\n`;
}

/**
 * Asks the board for the value of an expression, over an open console, in between whatever its script
 * prints. Rejects with a `NoAnswer`.
 */
export function askBoard(link: Duplex, expression: string, options: AskOptions): Promise<unknown> {
  const nonce = randomBytes(4).toString("hex");
  const answer = new RegExp(`<ANSWER ${nonce} (.*?) ${nonce}>`);
  return new Promise((resolve, reject) => {
    let heard = "";
    let tail = "";
    let asked = 0;
    const finish = (): void => {
      clearTimeout(deadline);
      clearInterval(repeat);
      link.off("data", onData);
      link.off("close", onClose);
    };
    const onData = (data: Buffer): void => {
      // XON and XOFF are the line's own.
      const text = data.toString("latin1").replace(/[\x11\x13]/g, "");
      if (heard.length < 200) heard += text;
      tail = (tail + text).slice(-2000);
      const match = answer.exec(tail);
      if (!match) return;
      try {
        const value: unknown = JSON.parse(match[1]);
        finish();
        resolve(value);
      } catch {
        // Characters were lost on the way; the question is put again.
        tail = "";
      }
    };
    const onClose = (): void => {
      finish();
      reject(new NoAnswer("closed", heard));
    };
    const ask = (): void => {
      asked++;
      link.write((options.interrupt && asked % 3 === 0 ? "\x03" : "") + question(expression, nonce), "latin1");
    };
    const deadline = setTimeout(() => {
      finish();
      reject(new NoAnswer(heard === "" ? "silent" : "stranger", heard));
    }, options.answerMs);
    const repeat = setInterval(ask, options.repeatMs);
    link.on("data", onData);
    link.on("close", onClose);
    // A pipe that has been taken off leaves a stream paused.
    link.resume();
    if (link.destroyed) onClose();
    else ask();
  });
}
