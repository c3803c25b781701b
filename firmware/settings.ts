// The settings of one board. They are declared here and defined by the build, which puts the values that
// `scripts/settings.ts` has checked in the place of this file; so the minifier can fold them as constants.

/** The board's name, also its host name. */
export declare const name: string;
/** The port of its WebSocket server. */
export declare const port: number;
/** Its first number; each further one is larger by 2. */
export declare const first: number;
/** Milliseconds from one number to the next. */
export declare const periodMs: number;
export declare const ssid: string;
/** "" for an open network. */
export declare const password: string;
/** The IP address that the board asks for; "" to take the router's. */
export declare const ip: string;
export declare const peerName: string;
/** The other board's first number. */
export declare const peerFirst: number;
/** The other board's address or host name; "" to find it. */
export declare const peerHost: string;
/** `peerHost` if it is an IP address; "" if it is a name, which would have to be looked up. */
export declare const peerIp: string;
export declare const peerPort: number;
