import { extras } from "./extras";

/** Headers by name in lower case, whatever case they came in; what came twice is joined with ", ". */
export interface Headers {
  [name: string]: string;
}

/** A request for a page, or for an upgrade. */
export interface Request {
  method: string;
  /** Path and query. */
  url: string;
  /** Without those that are named like what every object has, as `constructor`. */
  headers: Headers;
  /** Header lines that `verify` adds to the answer, each with its line break. */
  reply?: string;
  /** The boot ID of the peer, which has proved itself; `undefined` for a guest. */
  peerBoot?: string;
}

/** The head of an HTTP request or response. */
export interface Head {
  /** A request's method, target and version; a response's version, status and reason, which may be "". */
  line: string[];
  headers: Headers;
  /** Whether all headers are well-formed; after the first that is not, none is read. */
  isSound: boolean;
}

/** The version of a request or a response. */
export const IS_HTTP = /^HTTP\/1\.[01]$/;

/** What the handshake reads, between spaces. */
const KNOWN =
  " host upgrade connection sec-websocket-key sec-websocket-version sec-websocket-accept sec-websocket-protocol " +
  "sec-websocket-extensions authorization www-authenticate authentication-info ";

/** The most characters of a list of tokens that are looked at. */
const MAX_LIST_CHARS = 256;

/**
 * Where `needle` begins, or -1.
 *
 * The look at what was found is for 2v29, whose `indexOf` also finds a needle that only begins at the
 * end of the string.
 */
function find(text: string, needle: string): number {
  const at = text.indexOf(needle);
  return text.substr(at, needle.length) === needle ? at : -1;
}

/** Where the empty line after the headers begins, or -1. */
export function endOfHead(text: string): number {
  return find(text, "\r\n\r\n");
}

/** A first line in its three parts, of which only the last may contain spaces. */
function partsOf(line: string): string[] {
  const one = line.indexOf(" ");
  const two = line.indexOf(" ", one + 1);
  return two > 0
    ? [line.substr(0, one), line.substr(one + 1, two - one - 1), line.substr(two + 1)]
    : [line.substr(0, one), line.substr(one + 1), ""];
}

/**
 * Whether a header is kept. A name from the network may be that of a member which every object has; to set
 * `__proto__` crashes the interpreter. And each header costs memory, so a board keeps only those that it reads.
 */
function isKept(name: string): boolean {
  return extras ? !(name in {}) : find(KNOWN, " " + name + " ") >= 0;
}

/** Adds a header line to `headers`; returns whether it is one (RFC 9112, section 5). */
function addHeader(headers: Headers, line: string): boolean {
  const colon = line.indexOf(":");
  const name = line.substr(0, colon).toLowerCase();
  const value = line.substr(colon + 1).trim();
  if (colon < 1 || /[^!-~]/.test(name) || /[\0-\x08\n-\x1f\x7f]/.test(line)) return false;
  if (isKept(name)) headers[name] = headers[name] ? headers[name] + ", " + value : value;
  return true;
}

/** Parses what is in front of the empty line. */
export function parseHead(text: string): Head {
  const headers: Headers = {};
  const all = text + "\r\n";
  let end = all.indexOf("\r\n");
  const line = partsOf(all.substr(0, end));
  // One line at a time: all of them at once would be many strings.
  for (let at = end + 2; at < all.length; at = end + 2) {
    end = all.indexOf("\r\n", at);
    if (!addHeader(headers, all.substr(at, end - at))) return { line: line, headers: headers, isSound: false };
  }
  return { line: line, headers: headers, isSound: true };
}

function list(header: string | undefined): string {
  return (header || "").substr(0, MAX_LIST_CHARS).replace(/\s/g, "");
}

/** The elements of a list like `keep-alive, Upgrade`. */
export function tokens(header: string | undefined): string[] {
  return list(header).split(",");
}

/** Whether such a list holds a token, which is given in lower case, in any case. */
export function hasToken(header: string | undefined, token: string): boolean {
  return find("," + list(header).toLowerCase() + ",", "," + token + ",") >= 0;
}
