/**
 * The part of Espruino's API that the firmware uses, typed by hand from
 * https://www.espruino.com/Reference and, where that is silent, from the interpreter's sources.
 *
 * The shims in `shims/` implement these same types, so that a stand-in that drifts from the real
 * thing does not compile. What is here must hold on every build from 2v20 on.
 */

/** A handle of `setTimeout` or `setInterval`. */
export type TimerId = number;

/* eslint-disable @typescript-eslint/no-explicit-any -- the arguments depend on the event's name */

/**
 * What every object can do in Espruino.
 *
 * `emit` is deferred: handlers run after the code that emitted has returned, in the order of the
 * calls, with the emitting object as `this`.
 */
export interface Emitter {
  on(event: string, handler: (...args: any[]) => void): void;
  emit(event: string, ...args: any[]): void;
  removeListener(event: string, handler: (...args: any[]) => void): void;
  removeAllListeners(event?: string): void;
}

/* eslint-enable @typescript-eslint/no-explicit-any */

/**
 * A TCP connection (`libs/network/socketserver.c`).
 *
 * Events: `data(bytes)` with at most 536 bytes, `error({code, message})`, `end()`, `close(hadError)`.
 */
export interface Socket extends Emitter {
  /** Queues `data`, without a limit. Throws `This socket is closed` after `end` or the peer's close. */
  write(data: string): boolean;
  /** Closes once the queue is out, which for a peer that stopped reading is never. */
  end(data?: string): void;
  /**
   * What is queued (`HTTP_NAME_SEND_DATA`). No function of Espruino's tells, and `drain` comes only when
   * the queue is empty, which on a busy connection is never.
   */
  dSnd?: string;
  /** What it was connected with (`HTTP_NAME_OPTIONS_VAR`); of no use once it stands. */
  opt?: object;
  /**
   * The flag by which the interpreter closes a socket at once, whatever is queued
   * (`HTTP_NAME_CLOSENOW`); Espruino has no `destroy`.
   */
  clsNow?: boolean;
  /** Whether it has ended, or is to end once the queue is out (`HTTP_NAME_CLOSE`). */
  cls?: boolean;
}

export interface NetServer extends Emitter {
  /** Throws `InternalError: Unable to create socket` when the port cannot be had. */
  listen(port: number): NetServer;
  close(): void;
}

/** `require("net")` */
export interface Net {
  createServer(onConnection: (socket: Socket) => void): NetServer;
  /**
   * Blocks the interpreter until the connection stands or fails, then throws
   * (`Unable to create socket`, `Unable to locate host`). Nothing else runs meanwhile.
   */
  connect(options: { host: string; port: number }): Socket;
}

export interface DgramInfo {
  address: string;
  port: number;
  size: number;
}

/** A UDP socket. Events: `message(bytes, DgramInfo)`, `close(hadError)`. */
export interface DgramSocket extends Emitter {
  /** What is queued (`HTTP_NAME_SEND_DATA`). After a failure it is cut wrongly, and sent to nowhere. */
  dSnd?: string;
  /** What it was created with (`HTTP_NAME_OPTIONS_VAR`); of no use once it is bound. */
  opt?: object;
  /** A bound socket receives, but cannot send to a broadcast address. */
  bind(port: number, onBound?: () => void): DgramSocket;
  /** An unbound socket may send to a broadcast address (`SO_BROADCAST` is set on it alone). */
  send(data: string, port: number, address: string): void;
  close(): void;
}

/** `require("dgram")` */
export interface Dgram {
  createSocket(options: { type: "udp4"; reuseAddr?: boolean }): DgramSocket;
}

export interface IpInfo {
  ip: string;
  netmask: string;
  gw: string;
}

/**
 * `require("Wifi")` on the ESP32 (`libs/network/esp32/jswrap_esp32_network.c`).
 *
 * Events: `associated`; `connected(IpInfo)`, also when the driver came back by itself; `disconnected({ssid, mac, reason,
 * msg})` after the driver gave up; `sta_joined` and `sta_left` at an access point.
 */
export interface Wifi extends Emitter {
  /** Does nothing on a board that has joined a network, up to 2v29. */
  connect(ssid: string, options: { password?: string }): void;
  disconnect(): void;
  setHostname(hostname: string): void;
  setConfig(settings: { powersave: "none" | "ps-poll" }): void;
  /** WPA2 with a password (8 characters or more), an open network without one. */
  startAP(
    ssid: string,
    options: { password?: string },
    onOpened?: () => void
  ): void;
  /** Closes the access point, also the one that a board without a program opens by itself. */
  stopAP(): void;
  getAPIP(): IpInfo;
}

/** `require("TelnetServer")`: a console on TCP port 23, without a password, which is on at every start. */
export interface TelnetServer {
  setOptions(options: { mode: "on" | "off" }): void;
}

/** `require("crypto")` */
export interface Crypto {
  SHA1(data: string): ArrayBuffer;
  SHA256(data: string): ArrayBuffer;
}

/** An image for `Graphics.drawImage`: `buffer` holds frames of `width` × `height` pixels of `bpp` bits. */
export interface Image {
  width: number;
  height: number;
  bpp: number;
  buffer: string;
  /** The colour to draw for each of the image's; must lie in flat memory. */
  palette?: Uint16Array;
}

/** An off-screen drawing. */
export interface GraphicsInstance {
  buffer: ArrayBuffer;
  /** `setRotation(3, true)` swaps x and y. */
  setRotation(quarters: number, mirrored: boolean): this;
  drawImage(image: Image, x: number, y: number, options?: { frame: number }): this;
}

/** The interpreter's global object, as far as the firmware uses it. */
export interface Globals {
  setTimeout<A>(handler: (argument: A) => void, ms: number, argument: A): TimerId;
  setTimeout<A, B>(handler: (a: A, b: B) => void, ms: number, a: A, b: B): TimerId;
  setTimeout(handler: () => void, ms: number): TimerId;
  setInterval<A>(handler: (argument: A) => void, ms: number, argument: A): TimerId;
  setInterval(handler: () => void, ms: number): TimerId;
  clearTimeout(timer: TimerId): void;
  clearInterval(timer: TimerId): void;
  print(line: string): void;
  /** Seconds, with fractions. */
  getTime(): number;
  btoa(bytes: string): string;
  E: {
    /**
     * 32 bits, on some boards from the hardware's random number generator. On an ESP32 they are the same ones after every
     * start (`jshGetRandomNumber` in `targets/esp32/jshardware.c`): see `firmware/random.ts`.
     */
    hwRand(): number;
    /** Restarts the board as its reset button does. */
    reboot(): void;
    /** The bytes as a string. */
    toString(bytes: ArrayBuffer | ArrayBufferView): string;
    toArrayBuffer(bytes: string): ArrayBuffer;
    toUint8Array(bytes: string): Uint8Array;
    /** The bytes as a string in one piece of memory; `undefined` when there is no such piece. */
    toFlatString(bytes: ArrayBuffer): string;
    /** 0 when the data does not lie in one piece of memory. */
    getAddressOf(data: ArrayBuffer, flat: boolean): number;
    /** From 2v21 on: whether a string is one of characters, not of bytes. */
    isUTF8?(text: string): boolean;
    /** Such a string's bytes. */
    fromUTF8(text: string): string;
  };
  /** On every ESP32 build; not on some smaller boards. */
  Graphics: {
    createArrayBuffer(
      width: number,
      height: number,
      bpp: number,
      options: { msb: boolean }
    ): GraphicsInstance;
  };
  /** Put there by the firmware, for whoever types it at the console. */
  status?: () => unknown;
  process: { memory(): { free: number; usage: number; total: number }; env: { BOARD: string } };
  /** The 32 bits at an address; at one that there is not, the interpreter crashes. */
  peek32(address: number): number;
}
