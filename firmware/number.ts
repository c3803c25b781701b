/** The digits of the largest number that every release of Espruino reads without losing any. */
const MAX_DIGITS = 15;

/**
 * The whole number that a text from the network stands for, if it is written in plain digits and is at most
 * `max`; otherwise -1.
 *
 * Espruino itself reads `010` as 8 and `0x10` as 16, and throws at some hundred digits.
 */
export function wholeNumber(text: string, max: number): number {
  return text.length <= MAX_DIGITS && /^\d+$/.test(text) && "" + +text === text && +text <= max ? +text : -1;
}
