/**
 * How long to wait before trying again, in ms: `firstMs` before the first attempt (`attempt` 0), twice as
 * long before each further one, at most `capMs`; and by chance up to a fifth less, so that two boards
 * that lost each other at the same moment do not try in step for ever.
 *
 * `random` is any random integer, as of `random32`; `Math.random` gives both boards the same numbers.
 */
export function backoffMs(attempt: number, firstMs: number, capMs: number, random: number): number {
  const ms = attempt < 16 ? firstMs << attempt : capMs;
  return ((ms < capMs ? ms : capMs) * (1 - (random & 255) / 1280)) | 0;
}
