// The sockets of a board, in one place. An ESP32 has 10 in all; without one left it prints
// `ERROR: Socket creation failed`, and drops whoever connects. So what a board may have open at once is limited to that:
//
// |                                                             | sockets |
// | ----------------------------------------------------------- | ------- |
// | the server listens (`ws-server.ts`)                         | 1       |
// | discovery listens and sends (`pair/discovery.ts`)           | 2       |
// | the client, and its last connection just ending             | 2       |
// | Espruino's Telnet console and who is at it, with `TELNET=on`| 2       |
// | the peer's connection to the server                         | 1       |
// | a handshake in progress, with which the peer comes again    | 1       |
// | one too many, accepted by Espruino and then ended           | 1       |
// | guests                                                      | the rest|

const ALL = 10;
const LISTENING = 1;
const DISCOVERY = 2;
const CLIENT = 2;
const TELNET = 2;
const ONE_TOO_MANY = 1;

/** What the server needs beside its guests: for the peer, and for a handshake in progress. */
export const BESIDE_GUESTS = 2;

/** The most guests for which a board has sockets. */
export function mostGuests(telnet: boolean): number {
  return ALL - LISTENING - DISCOVERY - CLIENT - (telnet ? TELNET : 0) - ONE_TOO_MANY - BESIDE_GUESTS;
}
