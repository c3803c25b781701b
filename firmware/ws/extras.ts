/**
 * Whether there is what the boards' scripts do without: subprotocols, further headers, the hook `verify`,
 * pages, and masking of long payloads by drawing.
 *
 * Nothing sets it in a board's script; there the bundler takes what hangs on it for dead code.
 */
export let extras = false;

/** Has the module do all that it can. To be called first. */
export function addExtras(): void {
  extras = true;
}
