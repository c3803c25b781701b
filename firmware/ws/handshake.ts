import { crypto } from "../hardware";
import { extras } from "./extras";
import { random4 } from "./frame";
import { hasToken, tokens, type Head, type Headers } from "./head";

// The opening handshake (RFC 6455, section 4) as text: nothing here knows a socket.

/** What both ends say of what they want, and which version of it. */
export const UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
export const VERSION = "Sec-WebSocket-Version: 13\r\n";

/** What `Sec-WebSocket-Accept` must be for a key (section 4.2.2). */
export function acceptFor(key: string): string {
  return btoa(E.toString(crypto.SHA1(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}

/** 16 random bytes in base64 (section 4.1). */
export function newKey(): string {
  return btoa(random4() + random4() + random4() + random4());
}

/**
 * What is wrong with a request for an upgrade (section 4.2.1), as the status and the reason of the
 * answer; "" if nothing is.
 */
export function checkRequest(head: Head): string {
  const headers = head.headers;
  const key = headers["sec-websocket-key"] || "";
  return head.line[0] !== "GET" ||
    head.line[2] !== "HTTP/1.1" ||
    !headers["host"] ||
    !hasToken(headers["connection"], "upgrade")
    ? "400 no handshake"
    : key.length !== 24 || !/^[A-Za-z0-9+\/]+==$/.test(key)
      ? "400 wrong key"
      : headers["sec-websocket-version"] !== "13"
        ? "426 version"
        : "";
}

/** The line of a header that a program gives. Throws if it would be more than one. */
export function headerLine(name: string, value: string | number): string {
  if (/[\r\n]/.test(name + value)) throw new Error("WebSocket: line break in header " + name);
  return name + ": " + value + "\r\n";
}

/** What is wrong with the headers of an answer of status 101 (section 4.1), or "". `offered` are the subprotocols. */
export function checkAnswer(headers: Headers, accept: string, offered?: string): string {
  const protocol = headers["sec-websocket-protocol"];
  return !hasToken(headers["upgrade"], "websocket") || !hasToken(headers["connection"], "upgrade")
    ? "no upgrade"
    : headers["sec-websocket-accept"] !== accept
      ? "wrong accept key"
      : headers["sec-websocket-extensions"] || (protocol && !(extras && tokens(offered).indexOf(protocol) >= 0))
        ? "not offered"
        : "";
}
