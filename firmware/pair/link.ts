import { uptime } from "../clock";
import { say } from "../console";
import { wholeNumber } from "../number";
import * as settings from "../settings";
import type { LinkStatus } from "../types/status";
import { WStype } from "../ws-events";

/** Far more than a board counts to in its life. */
const MAX_NUMBER = 1e9;

/**
 * One of the two links to the peer: what became of it, and which of the peer's numbers came on it.
 *
 * The peer's numbers go up by 2. One that is left out is missing, unless it comes late; on a new connection
 * a smaller one, or another `boot`, tells that the peer has begun anew.
 */
export class Link {
  readonly report: LinkStatus = {
    up: false,
    connects: 0,
    roundTripMs: 0,
    received: 0,
    missing: 0,
    doubled: 0,
    late: 0,
    lost: { by: "", code: 0, reason: "", stoodS: 0 }
  };
  /** When the peer was heard on it last, in s. */
  heardS = 0;
  /** When the connection was made, in s. */
  _since = 0;
  /** Why this end gave the connection up. */
  _error = "";
  /** The number that is to come next; 0 before the first. */
  _next = 0;
  /** No number has come on this connection. */
  _fresh = true;
  _boot = "";
  /** The numbers left out last: from this one on, and below that one. */
  _gapFrom = 0;
  _gapTo = 0;

  /** `_title` begins its lines on the console, `_source` names where its numbers come from. */
  constructor(
    readonly _title: string,
    readonly _source: string
  ) {}

  /** Takes an event of the link's connection. */
  onEvent(type: WStype, payload: string, code?: number): void {
    const report = this.report;
    const nowS = uptime();
    let news = "connected";
    if (type === WStype.PONG) report.roundTripMs = code || 0;
    else if (type === WStype.ERROR) this._error = payload;
    else if (type === WStype.CONNECTED) {
      this._since = nowS;
      this._fresh = report.up = true;
      report.connects++;
    } else if (type === WStype.DISCONNECTED) {
      const cause = report.lost;
      cause.by = this._error ? "us" : "the peer";
      cause.code = code as number;
      cause.reason = this._error || payload;
      cause.stoodS = report.up ? Math.round(nowS - this._since) : 0;
      news = report.up
        ? "lost after " + cause.stoodS + " s: by " + cause.by + ", " + code + (cause.reason && ", " + cause.reason)
        : "not reached: " + cause.reason;
      report.up = false;
      report.roundTripMs = 0;
      this._error = "";
    }
    if (type > WStype.DISCONNECTED) this.heardS = nowS;
    if (type === WStype.CONNECTED || type === WStype.DISCONNECTED) say(this._title + news);
  }

  /** Counts a number that came; `boot` tells one start of the peer from the next, where it is known. */
  count(text: string, boot: string): void {
    const report = this.report;
    const number = wholeNumber(text, MAX_NUMBER);
    // Whatever else it is, it is none of the peer's numbers.
    if (number < 1 || number % 2 !== settings.peerFirst % 2) return;
    report.received++;
    if (this._next && this._fresh && (number < this._next || (this._boot && boot !== this._boot))) {
      say("Restarted: " + this._source + " at " + number + ", after " + (this._next - 2));
      this._next = settings.peerFirst;
    }
    this._fresh = false;
    this._boot = boot;
    if (!this._next || number >= this._next) this._advance(number);
    else if (number >= this._gapFrom && number < this._gapTo) {
      report.late++;
      report.missing--;
      this._gapFrom = number + 2;
    } else report.doubled++;
  }

  _advance(number: number): void {
    const from = this._next || number;
    const missing = (number - from) / 2;
    this._next = number + 2;
    if (missing) {
      this.report.missing += missing;
      this._gapFrom = from;
      this._gapTo = number;
      say(
        "Missing from " + this._source + ": " + from + (missing > 1 ? " to " + (number - 2) : "") + " (" + missing + ")"
      );
    }
  }
}
