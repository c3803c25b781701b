/** Not a literal: the interpreter would read the escapes in it anew for every character that it looks at. */
export const NON_ASCII = new RegExp("[\x80-\xff]");

/**
 * What stands nowhere in UTF-8 (RFC 3629); C is any continuation byte, N anything else. In order: bytes
 * that are never used; characters longer than needed, surrogates, beyond U+10FFFF; a continuation that
 * is missing; one too many.
 */
const FORBIDDEN =
  "[\xc0\xc1\xf5-\xff] \xe0[\x80-\x9f] \xf0[\x80-\x8f] \xed[\xa0-\xbf] \xf4[\x90-\xbf] " +
  "[\xc2-\xf4]N [\xe0-\xf4]CN [\xf0-\xf4]CCN " +
  "^C [^\x80-\xff]C [\xc2-\xdf]CC [\xe0-\xef]CCC [\xf0-\xf4]CCCC";

/**
 * Checks a text that may break off within a character, as the pieces of a message do.
 *
 * Returns the beginning of a character that `text` ends with (0 to 3 bytes, to be put in front of the
 * next piece), or `undefined` when no continuation can make this UTF-8.
 *
 * The patterns are searched natively, which on text of several bytes a character is 10 times as fast as
 * a loop. Each needs the offending byte to be there, so that an end cut short passes.
 */
export function utf8Rest(text: string): string | undefined {
  if (!NON_ASCII.test(text)) return "";
  const patterns = FORBIDDEN.split("C").join("[\x80-\xbf]").split("N").join("[^\x80-\xbf]").split(" ");
  for (let i = 0; i < patterns.length; i++) {
    if (new RegExp(patterns[i]).test(text)) return undefined;
  }
  for (let i = 1; i < 4; i++) {
    const byte = text.charCodeAt(text.length - i);
    // The lead byte of the last character says how many there should be.
    if (byte > 191) return (byte < 224 ? 2 : byte < 240 ? 3 : 4) > i ? text.substr(-i) : "";
    if (!(byte > 127)) break;
  }
  return "";
}
