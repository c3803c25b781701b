/**
 * What a board needs to know, put into its script when that is built; `scripts/settings.ts` checks it.
 */
export interface BoardSettings {
  /** The board's name, also its host name. */
  name: string;
  /** The port of its WebSocket server. */
  port: number;
  /** Its first number; each further one is larger by 2. */
  first: number;
  periodMs: number;
  ssid: string;
  /** "" for an open network. */
  password: string;
  /** A fixed IP address of its own, "" for the router's. */
  ip: string;
  peerName: string;
  /** The other board's first number. */
  peerFirst: number;
  /** The other board's address; "" to find it. */
  peerHost: string;
  /** `peerHost` if it is an IP address; "" if it is a name, which would have to be looked up. */
  peerIp: string;
  peerPort: number;
}
