/** What `status()` shows at the console of a board; its names are not shortened in the built script. */
export interface Status {
  /** "" while there is none. */
  address: string;
  /** Why the WiFi was lost, or not joined, the last time; "" if it never was. */
  wifi: string;
  /** The peer's address and port, by its announcements; "" while it was not heard of. */
  peer: string;
  /** Datagrams on the announcements' port that were not the peer's. */
  ignored: number;
  /** Seconds since the start. */
  uptime: number;
  /** JsVars. */
  free: number;
  /** The most that a number was sent after its time. */
  lagMs: number;
  /** Open connections of the board's server, the peer's among them. */
  clients: number;
  sent: SentCounts;
  /** To the peer: that of the board's own server, and that of its client. */
  links: { server: LinkStatus; client: LinkStatus };
}

/** How many numbers each link took so far: that of the board's own server, and that of its client. */
export interface SentCounts {
  server: number;
  client: number;
}

export interface LinkStatus {
  up: boolean;
  /** How often it was made; all but the first are reconnects. */
  connects: number;
  /** By the last ping; 0 before the first, while the link is not up, and on the stock module, which does not tell. */
  roundTripMs: number;
  /** The peer's numbers that came, and those that did not. */
  received: number;
  missing: number;
  /** Those that came again, and those that came after larger ones. */
  doubled: number;
  late: number;
  /** How it was lost, or not made, the last time. */
  lost: LinkCause;
}

export interface LinkCause {
  /** "us" or "the peer"; "" while it was never lost. */
  by: string;
  /** The close code; 1006 when there was no close frame. */
  code: number;
  reason: string;
  /** How long the link stood; 0 if it was not made. */
  stoodS: number;
}
