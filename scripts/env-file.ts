import { readFileSync } from "node:fs";

/** What is wrong with a file of settings, in one line that begins with the file's name. */
export class EnvFileError extends Error {}

/** What is there may be anything: a folder, no permission, a text that Notepad saved as UTF-16. */
function readText(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "";
    const came = code === "EISDIR" ? "a folder" : code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "other bytes" : message;
    throw new EnvFileError(`${file}: expected a readable file of text in UTF-8, got ${came}`);
  }
}

/** The value of a line, without its quotes or its comment; `undefined` when a quote is not closed. */
function valueOf(text: string): string | undefined {
  const quote = /^["'`]/.exec(text)?.[0];
  if (!quote) return text.replace(/\s#.*$/, "").trim();
  const end = text.indexOf(quote, 1);
  return end > 0 && /^\s*(#.*)?$/.test(text.slice(end + 1)) ? text.slice(1, end) : undefined;
}

/**
 * Reads lines `NAME=value`; a file that is not there holds none. Node's own reader passes over a line
 * that it does not understand, and a setting that is not taken is hard to find on a board.
 *
 * Nothing is special within quotes. Without them, white space and `#` begin a comment; a value may begin with `#`.
 */
export function readEnvFile(file: string): Map<string, string> {
  const values = new Map<string, string>();
  const lines = readText(file).split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, text] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? [];
    const value = text === undefined ? undefined : /^\s+#/.test(text) ? "" : valueOf(text.trimStart());
    // What is wrong is not shown: it may be a password.
    if (name === undefined || value === undefined) {
      const came = name === undefined ? "something else" : `a value of ${name} with an open quote or text after it`;
      throw new EnvFileError(`${file}: line ${index + 1}: expected NAME=value or a comment, got ${came}`);
    }
    values.set(name, value);
  }
  return values;
}
