import { wholeNumber } from "../number";
import * as settings from "../settings";
import { boot, codeOf } from "./key";

// Announcements as text (`protocol.md`): nothing here knows a socket.

/** The first word of every announcement; another version of the protocol has another one. */
const MAGIC = "pair2";
/** In place of a challenge that is answered. */
const NO_ANSWER = "-";
/** No announcement is longer: a name of 32 bytes and the longest address, port and boot ID. */
const MAX_BYTES = 180;
const WORDS = 10;
const MAX_PORT = 65535;

/** What a datagram says. Only if `isAuthentic` did the other board, or one with its key, ever say so. */
export interface Announcement {
  name: string;
  port: number;
  boot: string;
  /** Whether it wants an answer. */
  asks: boolean;
  /** To be repeated in the answer. */
  challenge: string;
  /** The challenge that it answers; "" if it answers none. */
  answers: string;
  /** For an `Authorization` at its server. */
  nonce: string;
  isAuthentic: boolean;
}

/** This board's announcement, from `address`. `answers` is "" if it is no answer. */
export function announcement(address: string, asks: boolean, challenge: string, answers: string, nonce: string): string {
  const text =
    MAGIC + " " + settings.name + " " + address + " " + settings.port + " " + boot + (asks ? " ? " : " ! ") +
    challenge + " " + (answers || NO_ANSWER) + " " + nonce;
  return text + " " + codeOf(text);
}

/**
 * Parses a datagram that came from `address`; `undefined` if it is no announcement, or says that it comes from another
 * address. The cheap checks come first, as anybody can send datagrams.
 */
export function parseAnnouncement(text: string, address: string): Announcement | undefined {
  if (text.length > MAX_BYTES) return undefined;
  const words = text.split(" ");
  const port = wholeNumber(words[3] || "", MAX_PORT);
  const code = words[WORDS - 1];
  return words.length !== WORDS ||
    words[0] !== MAGIC ||
    words[2] !== address ||
    port < 1 ||
    (words[5] !== "?" && words[5] !== "!")
    ? undefined
    : {
        name: words[1],
        port: port,
        boot: words[4],
        asks: words[5] === "?",
        challenge: words[6],
        answers: words[7] === NO_ANSWER ? "" : words[7],
        nonce: words[8],
        isAuthentic: code === codeOf(text.substr(0, text.length - code.length - 1))
      };
}
