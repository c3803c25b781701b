import { uptime } from "../clock";
import type { Emitter, Socket, TimerId } from "../types/espruino";
import { extras } from "./extras";
import { chars, frame, random4 } from "./frame";
import { endOfHead, parseHead, type Head } from "./head";
import { MAX_BOARD_HEAD_BYTES, MAX_HEAD_BYTES, type ConnectionOptions } from "./options";
import { Bit, CloseCode, isCloseCode, NO_ANSWER, Opcode } from "./protocol";
import { Reading, receive, type Receiver } from "./receiver";
import { NON_ASCII, utf8Rest } from "./utf8";

/**
 * The life of a connection, at either end:
 *
 *     CONNECTING ──handshake──▶ OPEN ──close frame sent──▶ CLOSING ──▶ CLOSED
 *         │                      │                            │
 *         └── refused, deadline, └── socket gone, peer dead   └── both frames exchanged,
 *             socket gone                                         deadline, socket gone
 */
export const enum ReadyState {
  CONNECTING,
  OPEN,
  CLOSING,
  CLOSED
}

/**
 * What an `error` event carries. `code` is the close code for a peer that broke the protocol (1002 …)
 * or is lost (1006), and the HTTP status for a handshake that was refused (403 …).
 */
export interface WebSocketError {
  code: number;
  message: string;
}

/** What can be sent: a string of bytes, or a typed array. */
export type Data = string | ArrayBuffer | Uint8Array;

export interface SendOptions {
  binary?: boolean;
}

/** No interval: while SNTP sets the clock forward, that would fire as often as it fits into the jump. */
function onBeat(ws: WebSocket): void {
  ws._beat();
}
/** Only messages of this size and more are counted against the memory of all connections, as that takes time. */
const LARGE_BYTES = 256;

/** A peer that has sent nothing for so long, in ms, has noticed that its connection failed. */
const QUIET_MS = 100;

/** The end of the connection that this is. */
export interface End {
  readonly _isClient?: boolean;
  /** Does its part of the opening handshake. Of a head that is too long only the beginning is there. */
  _onHead(ws: WebSocket, head: Head, isWhole: boolean): void;
  /** The connection is over. */
  _onClosed?(ws: WebSocket): void;
  /** Whether there is memory for so many bytes more of this connection. */
  _hasRoom?(ws: WebSocket, bytes: number): boolean;
}

/** A native socket that knows its connection: its handlers need no closures, which would cost memory. */
export interface WsSocket extends Socket {
  _ws?: WebSocket;
}

/** What is to be done once what was emitted so far is handled, which an event `next` at the socket tells. */
type NextMethod = (this: WebSocket, code: number, reason?: string) => unknown;

function onData(this: WsSocket, data: string): void {
  const ws = this._ws;
  if (!ws) return;
  const reading = ws._reading;
  ws._silent = 0;
  if (reading === Reading.NOT_YET) {
    ws._unread += data;
    if (ws.readyState === ReadyState.CONNECTING) ws._readHead();
  } else if (reading < Reading.NO_MORE) receive(ws, data);
  // What begins like the answer to our close frame is one; no other end of it is in sight.
  else if (data.charCodeAt(0) === (Bit.FIN | Opcode.CLOSE)) ws._endSocket();
}

function onNext(this: WsSocket, method: NextMethod, code: number, reason?: string): void {
  if (this._ws) method.call(this._ws, code, reason);
}

function onSocketClose(this: WsSocket): void {
  const ws = this._ws;
  if (ws && ws._socket) ws._onSocketClose();
}

// Every object in Espruino can `on` and `emit`; this tells the type checker.
export interface WebSocket extends Emitter {}

/**
 * One connection, at either end. Events: `open()` at a client, `message(data, isBinary)`, `ping(data)`,
 * `pong(data)`, `error(WebSocketError)`, and once, always last, `close(code, reason)`.
 *
 * Data is a string of bytes, a text's in UTF-8.
 */
export class WebSocket implements Receiver {
  readyState: ReadyState = ReadyState.CONNECTING;
  /** The subprotocol that was agreed on. */
  protocol?: string;
  /** Whether it is the peer's connection, as the server's option `isPeer` says. */
  declare isPeer: boolean;
  /** From a keep-alive ping to its pong, the last time; in ms. */
  roundTripMs?: number;

  readonly _isClient: boolean;
  _reading: Reading = Reading.NOT_YET;
  /** The deadline of the handshake in progress, opening or closing; between them the keep-alive. */
  _timer?: TimerId;
  /** Keep-alive beats since something came last. */
  _silent = 0;
  /** How long to wait at most for the peer to be quiet, in ms; 0 if that does not matter. */
  declare _lingerMs: number;
  _pingedAt?: number;
  /** When the queue was found full, in s. */
  _fullSince?: number;
  /** From the peer's close frame. */
  _closeCode?: number;
  _closeReason?: string;
  /** The `Sec-WebSocket-Accept` that a client waits for. */
  _accept?: string;

  declare _unread: string;
  declare _wanted?: number;
  declare _left: number;
  declare _first: number;
  declare _mask: string;
  declare _control: string;
  declare _type: number;
  declare _message: string;
  declare _rest: string;
  declare _claimed: number;

  constructor(
    readonly _end: End,
    readonly _options: ConnectionOptions,
    public _socket?: WsSocket
  ) {
    this._isClient = !!_end._isClient;
    this._deadline(_options.handshakeMs);
    if (_socket) {
      _socket._ws = this;
      _socket.on("data", onData);
      _socket.on("next", onNext);
      _socket.on("close", onSocketClose);
    }
  }

  /** Bytes that wait to be sent. */
  get bufferedBytes(): number {
    return ((this._socket && this._socket.dSnd) || "").length;
  }

  /**
   * Sends a message: a text, or with `{binary: true}`, or if `data` is a typed array, a binary one. A
   * number as second argument is the frame's first byte, as in the stock module.
   *
   * Returns whether it was taken: not if the connection is not open, if too much waits already
   * (`maxBufferedBytes`), or if the text is no UTF-8.
   */
  send(data: Data, options?: SendOptions | number): boolean {
    return this._queue(
      options || this._isClient || typeof data === "object" || NON_ASCII.test(data)
        ? this._frame(data, options)
        : // Most of what is sent.
          data.length < 126
          ? chars(Bit.FIN | Opcode.TEXT, data.length) + data
          : frame(Bit.FIN | Opcode.TEXT, data, "")
    );
  }

  /** Sends a ping with at most 125 bytes. Returns whether it was taken. */
  ping(data?: string): boolean {
    return this.send(data || "", Bit.FIN | Opcode.PING);
  }

  /**
   * Begins the closing handshake; `close` follows at the latest after `closeMs`. Before the opening one
   * is done, the connection just ends.
   *
   * `code` is 1000 if left out, `reason` a text of at most 123 bytes. Returns whether a close frame was
   * sent: not with a code that may not be sent, and not if the connection is not open.
   */
  close(code?: number, reason?: string): boolean {
    if (this.readyState === ReadyState.CONNECTING) this._endSocket(true);
    return isCloseCode(code || CloseCode.NORMAL) && this._sendClose(code || CloseCode.NORMAL, reason);
  }

  /** The bytes of a message's frame, or "" when it may not be sent. */
  _frame(data: Data, options?: SendOptions | number): string {
    const isBytes = typeof data === "object";
    const first =
      typeof options === "number"
        ? options
        : Bit.FIN | ((options ? options.binary : isBytes) ? Opcode.BINARY : Opcode.TEXT);
    let bytes = isBytes ? E.toString(data) : data;
    // Builds that know UTF-8 strings count characters in them, where a frame counts bytes.
    if (extras && E.isUTF8 && E.isUTF8(bytes)) bytes = E.fromUTF8(bytes);
    return (first & 8 ? bytes.length > 125 : (first & 15) === Opcode.TEXT && utf8Rest(bytes) !== "")
      ? ""
      : frame(first, bytes, this._isClient ? random4() : "");
  }

  /** Gives a frame to the socket, unless too much waits there. */
  _queue(bytes: string): boolean {
    if (this.readyState !== ReadyState.OPEN || !bytes) return false;
    // Not by the getter: a call costs the interpreter more than all else here.
    const socket = this._socket as WsSocket;
    const waiting = socket.dSnd;
    const size = bytes.length;
    if (
      (!waiting || waiting.length + size <= this._options.maxBufferedBytes) &&
      (size < LARGE_BYTES || this._hasRoom(size))
    ) {
      this._fullSince = 0;
      try {
        socket.write(bytes);
        return true;
      } catch {
        return false;
      }
    }
    if (!this._fullSince) this._fullSince = uptime();
    else if ((uptime() - this._fullSince) * 1000 > this._options.maxFullMs) this.terminate("reads too slowly");
    return false;
  }

  _hasRoom(bytes: number): boolean {
    return !this._end._hasRoom || this._end._hasRoom(this, bytes);
  }

  _write(bytes: string): boolean {
    try {
      (this._socket as WsSocket).write(bytes);
      return true;
    } catch {
      // Closed by the peer; the socket's `close` is on its way.
      return false;
    }
  }

  _sendClose(code: number, reason?: string): boolean {
    const payload = code === CloseCode.NO_STATUS ? "" : chars(code >> 8, code & 255) + (reason || "");
    const bytes = this._frame(payload, Bit.FIN | Opcode.CLOSE);
    if (this.readyState !== ReadyState.OPEN || !bytes) return false;
    this._write(bytes);
    this._closing(this._options.closeMs);
    return true;
  }

  _error(code: number, message: string): void {
    this.emit("error", { code: code, message: message });
  }

  /** Ends the connection at once, as the peer cannot be told: `error` tells why, with 1006. */
  terminate(message: string): void {
    if (this.readyState === ReadyState.CLOSED) return;
    this._error(CloseCode.ABNORMAL, message);
    this._endSocket(true);
  }

  /** Sets the deadline of a handshake; 0 for none. */
  _deadline(ms: number): void {
    if (this._timer) clearTimeout(this._timer);
    this._timer = ms ? setTimeout(this._onDeadline.bind(this), ms) : 0;
  }

  _onDeadline(): void {
    this._timer = 0;
    if (this.readyState === ReadyState.CONNECTING) this.terminate("no handshake in time");
    else if (this._socket && this._socket.clsNow) this._onSocketClose();
    else if (!this._lingerMs) this._endSocket(true);
    else if (this._silent || this._lingerMs < QUIET_MS) {
      this._lingerMs = 0;
      this._endSocket();
      this._deadline(this._options.closeMs);
    } else {
      this._lingerMs -= QUIET_MS;
      this._silent = 1;
      this._deadline(QUIET_MS);
    }
  }

  _readHead(): void {
    const text = this._unread;
    const end = endOfHead(text);
    const most = extras ? MAX_HEAD_BYTES : MAX_BOARD_HEAD_BYTES;
    const tooLong = (end < 0 ? text.length : end) > most;
    if (end < 0 && !tooLong) return;
    this._unread = text.substr(end + 4);
    this._end._onHead(this, parseHead(text.substr(0, tooLong ? most : end)), !tooLong);
  }

  /**
   * The opening handshake is done, and an event was emitted that says so. Events are deferred: frames
   * that came with the head are read after its handlers ran, which may have to add those for messages.
   */
  _opened(): void {
    const keepAlive = this._options.keepAlive;
    this.readyState = ReadyState.OPEN;
    this._deadline(0);
    if (keepAlive) this._timer = setTimeout(onBeat, keepAlive * 1000, this);
    this._reading = Reading.FRAMES;
    (this._socket as WsSocket).emit("data", "");
  }

  _onControl(opcode: Opcode, payload: string): void {
    if (opcode === Opcode.CLOSE) this._onCloseFrame(payload);
    else if (opcode === Opcode.PING) {
      this.send(payload, Bit.FIN | Opcode.PONG);
      this.emit("ping", payload);
    } else {
      if (this._pingedAt) this.roundTripMs = (uptime() - this._pingedAt) * 1000;
      this._pingedAt = 0;
      this.emit("pong", payload);
    }
  }

  _onViolation(code: CloseCode, message: string): void {
    this._stopReading();
    this._error(code, message);
    // What came before it may still be answered.
    (this._socket as WsSocket).emit("next", this.fail, code, message);
  }

  /** Closes the connection without waiting for the peer's answer (RFC 6455, section 7.1.7). */
  fail(code: CloseCode, reason: string): void {
    this._stopReading();
    if (this._sendClose(code, reason)) this._linger();
  }

  _stopReading(): void {
    this._reading = Reading.NO_MORE;
    this._unread = this._message = "";
    this._claimed = 0;
  }

  /**
   * Ends the TCP connection once nothing has come for `QUIET_MS`, at the latest after `closeMs`. What comes after
   * its end resets it, and with that the peer might lose what it was sent last.
   */
  _linger(): void {
    this._lingerMs = this._options.closeMs;
    this._silent = 1;
    this._deadline(QUIET_MS);
  }

  /** Checks the peer's close frame (RFC 6455, sections 5.5.1 and 7.4). */
  _onCloseFrame(payload: string): void {
    const code = payload ? (payload.charCodeAt(0) << 8) | payload.charCodeAt(1) : CloseCode.NO_STATUS;
    const reason = payload.substr(2);
    this._reading = Reading.NO_MORE;
    if (payload && (payload.length < 2 || !isCloseCode(code)))
      this._onViolation(CloseCode.PROTOCOL_ERROR, "wrong close code");
    else if (utf8Rest(reason) !== "")
      this._onViolation(CloseCode.INVALID_DATA, "no UTF-8");
    else {
      this._closeCode = code;
      this._closeReason = reason;
    }
    // An answer to the last message may still go out before that to the close frame.
    (this._socket as WsSocket).emit("next", this._answerClose);
  }

  /** Answers the peer's close frame; then the server ends the TCP connection (section 7.1.1). */
  _answerClose(): void {
    this._sendClose(this._closeCode as number);
    if (!this._isClient) this._endSocket();
  }

  /** Waits for the end of the TCP connection, but not for ever. */
  _closing(ms: number): void {
    this.readyState = ReadyState.CLOSING;
    this.removeAllListeners("message");
    this._deadline(ms);
  }

  /** A request was answered, but not by an upgrade. Of one that was refused more may be on its way. */
  _endHttp(isRefused?: boolean): void {
    this._reading = Reading.NO_MORE;
    this._closing(this._options.handshakeMs);
    if (isRefused) this._linger();
    else this._endSocket();
  }

  /** Ends the TCP connection once everything is sent, or at once, which Espruino has no function for. */
  _endSocket(atOnce?: boolean): void {
    const socket = this._socket;
    if (this.readyState < ReadyState.CLOSED) this.readyState = ReadyState.CLOSING;
    if (!socket) return;
    if (atOnce) {
      socket.clsNow = true;
      // A socket that was reset before anybody listened has told of its end already.
      this._deadline(this._options.closeMs);
    }
    socket.end();
  }

  /** `problem` is why there never was a socket. */
  _onSocketClose(problem?: string): void {
    const connecting = this.readyState === ReadyState.CONNECTING;
    const socket = this._socket;
    this._reading = Reading.NO_MORE;
    this._socket = undefined;
    this.readyState = ReadyState.CLOSED;
    this._deadline(0);
    if (this._end._onClosed) this._end._onClosed(this);
    if (connecting) this._error(CloseCode.ABNORMAL, problem || NO_ANSWER);
    // A server's handlers for a connection that ends at once are added by an event that is still to come.
    if (socket) socket.emit("next", this._onOver);
    else this._onOver();
  }

  _onOver(): void {
    this.emit("close", this._closeCode || CloseCode.ABNORMAL, this._closeReason || "");
  }

  /** Called at every `keepAlive`: asks the peer whether it is there, and drops a dead one. */
  _beat(): void {
    const options = this._options;
    this._timer = setTimeout(onBeat, options.keepAlive * 1000, this);
    const silentS = this._silent++ * options.keepAlive;
    const isAlive = options.isAlive;
    if (silentS >= options.deadAfter && (silentS >= options.deadAfter * 4 || !isAlive || !isAlive()))
      this.terminate("nothing came for " + Math.round(silentS) + " s");
    else if (!this._pingedAt && this.ping()) this._pingedAt = uptime();
  }
}

// What a connection begins with, where it costs nothing for each.
Object.assign(WebSocket.prototype, {
  isPeer: false,
  _lingerMs: 0,
  _claimed: 0,
  _unread: "",
  _left: -1,
  _control: "",
  _type: 0,
  _message: "",
  _rest: ""
} satisfies Partial<WebSocket>);
