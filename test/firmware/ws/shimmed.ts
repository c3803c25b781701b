import { useNative } from "../../../firmware/ws/native";
import type { Net } from "../../../firmware/types/espruino";
import { crypto } from "../../../shims/crypto";
import { Interpreter, realClock } from "../../../shims/interpreter";
import { createGlobals } from "../../../shims/native";
import { seededRandom } from "../../../shims/random";

/** Gives the module's pure parts what they use of Espruino; none of them knows the network. */
export function useShims(seed = 1): void {
  const interpreter = new Interpreter(realClock, () => {});
  useNative({} as Net, crypto, createGlobals({ interpreter, random: seededRandom(seed) }));
}

/** Bytes as Espruino has them: one character each. */
export const bytes = (...values: number[]): string => String.fromCharCode(...values);
export const hex = (digits: string): string => Buffer.from(digits.replace(/ /g, ""), "hex").toString("latin1");
export const toHex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
