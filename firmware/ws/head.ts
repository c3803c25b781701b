/** The first line of an HTTP request or response, split at its spaces, and the headers. */
export interface Head {
  line: string[];
  /** By name in lower case, whatever case they came in; what came twice is joined with ", ". */
  headers: { [name: string]: string };
}

/** A request for a page, or for an upgrade. */
export interface Request {
  method: string;
  /** Path and query. */
  url: string;
  /** By name in lower case. */
  headers: { [name: string]: string };
}

/**
 * Where the empty line after the headers begins, or -1.
 *
 * The look at what was found is for 2v29, whose `indexOf` also finds a needle that only begins at the
 * end of the string.
 */
export function endOfHead(text: string): number {
  const at = text.indexOf("\r\n\r\n");
  return text.substr(at, 4) === "\r\n\r\n" ? at : -1;
}

/** Parses what is in front of the empty line; `undefined` when it is no HTTP head. */
export function parseHead(text: string): Head | undefined {
  const lines = text.split("\r\n");
  const headers: { [name: string]: string } = {};
  // An empty string splits into no parts in Espruino.
  const line = (lines[0] || "").split(" ");
  for (let i = 1; i < lines.length; i++) {
    const colon = lines[i].indexOf(":");
    const name = lines[i].substr(0, colon).toLowerCase();
    const value = lines[i].substr(colon + 1).trim();
    // A name ends at its colon, without a space (RFC 9112, section 5).
    if (!name || name.trim() !== name) return undefined;
    headers[name] = headers[name] ? headers[name] + ", " + value : value;
  }
  return line.length > 2 ? { line: line, headers: headers } : undefined;
}

/** The elements of a list like `keep-alive, Upgrade`. */
export function tokens(list: string | undefined): string[] {
  return (list || "").replace(/\s/g, "").split(",");
}

/** Whether such a list holds a token, which is given in lower case, in any case. */
export function hasToken(list: string | undefined, token: string): boolean {
  return (list || "").toLowerCase().replace(/\s/g, "").split(",").indexOf(token) >= 0;
}
