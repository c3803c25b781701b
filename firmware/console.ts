import { utf8Rest } from "./ws/utf8";

// The only place that prints. Most lines tell of something that came from the network: an SSID, a reason, a
// message. None of it may begin a line of its own, or command the terminal that shows it.

/** The most bytes of a line; what is longer is cut. */
const MAX_BYTES = 200;

function escapeBytes(bytes: string): string {
  let escaped = "";
  for (let i = 0; i < bytes.length; i++) escaped += "\\x" + (256 + bytes.charCodeAt(i)).toString(16).substr(1);
  return escaped;
}

/**
 * The text with control characters (C0, DEL and C1, and with them ESC) as `\x1b`, and cut if it is long. UTF-8 stays
 * as it is; in what is none, all bytes beyond ASCII are escaped.
 */
export function escapeText(text: string): string {
  const size = text.length;
  const isCut = size > MAX_BYTES;
  if (isCut) text = text.substr(0, MAX_BYTES);
  if (/[^ -~]/.test(text)) {
    const rest = utf8Rest(text);
    // Not a character that was cut in two.
    if (isCut && rest) text = text.substr(0, text.length - rest.length);
    text =
      rest === "" || (isCut && rest)
        ? text.replace(/[\0-\x1f\x7f]|\xc2[\x80-\x9f]/g, escapeBytes)
        : text.replace(/[^ -~]/g, escapeBytes);
  }
  return isCut ? text + "... (" + size + " bytes)" : text;
}

/** Prints a line. */
export function say(line: string): void {
  print(escapeText(line));
}
