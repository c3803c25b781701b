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
/** Whether Espruino's Telnet console stays open. */
export declare const telnet: boolean;
/** The most clients of the server beside the peer. */
export declare const guests: number;
export declare const peerName: string;
/** The other board's first number. */
export declare const peerFirst: number;
/** Where the other board is, an address or a host name; "" to find it. */
export declare const peerHost: string;
/** `peerHost` if it is an IP address; "" if it is a name, which would have to be looked up. */
export declare const peerIp: string;
export declare const peerPort: number;
/** The secret that both boards share, at most 64 characters; "" for none. */
export declare const pairKey: string;
