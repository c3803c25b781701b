/** What `status()` shows at the console of a board; its names are not shortened in the built script. */
export interface Status {
  /** "" while there is none. */
  address: string;
  sent: SentCounts;
}

/** How many numbers each link took so far: that of the board's own server, and that of its client. */
export interface SentCounts {
  server: number;
  client: number;
}
