import { randomInt } from "node:crypto";
import type { Clock } from "./interpreter";
import type { Pipe } from "./pipe";

/** One packet of five is lost; the others take 20 to 100 ms. */
const LOST_SHARE = 0.2;
const LEAST_MS = 20;
const MOST_MS = 100;
/** TCP sends again after so long at first, then after twice as long; a handshake's packet after 1 s (RFC 6298, as Linux does). */
const AGAIN_MS = 200;
const SYN_AGAIN_MS = 1000;
/** Bytes that may be on their way. */
const WINDOW_BYTES = 65536;

/** A network on which packets are lost and late. */
export class Lossy {
  /** Whether it is so now. */
  active = false;

  /** `random` gives 32 bits. */
  constructor(
    readonly clock: Clock,
    readonly random: () => number = () => randomInt(2 ** 32)
  ) {}

  /** How long a datagram takes, in ms; `undefined` for one that is lost. */
  datagramMs(): number | undefined {
    if (!this.active) return 0;
    return this.#share() < LOST_SHARE ? undefined : this.#delayMs();
  }

  /** How long a segment of TCP takes, which is sent again until it has arrived. */
  segmentMs(): number {
    return this.active ? this.#delayMs() + this.#againMs(AGAIN_MS) : 0;
  }

  /** How long the packets of a TCP handshake take. */
  handshakeMs(): number {
    return this.active ? this.#delayMs() + this.#delayMs() + this.#againMs(SYN_AGAIN_MS) : 0;
  }

  #share(): number {
    return (this.random() >>> 0) / 2 ** 32;
  }

  #delayMs(): number {
    return LEAST_MS + this.#share() * (MOST_MS - LEAST_MS);
  }

  #againMs(firstMs: number): number {
    let sumMs = 0;
    for (let ms = firstMs; this.#share() < LOST_SHARE; ms *= 2) sumMs += ms;
    return sumMs;
  }
}

/** Bytes on their way, in order: none overtakes one that was sent again. */
class Way {
  bytes = 0;
  #dueMs = 0;

  constructor(
    readonly lossy: Lossy,
    readonly arrive: (data: string) => void
  ) {}

  send(data: string): void {
    const { clock } = this.lossy;
    this.#dueMs = Math.max(this.#dueMs, clock.now() + this.lossy.segmentMs());
    this.bytes += data.length;
    clock.setTimeout(() => {
      this.bytes -= data.length;
      this.arrive(data);
    }, this.#dueMs - clock.now());
  }
}

/** The dialling end of a connection over a lossy network, which stands for both directions. */
export class LossyPipe implements Pipe {
  onChange: () => void = () => undefined;
  readonly #pipe: Pipe;
  readonly #lossy: Lossy;
  readonly #out: Way;
  readonly #in: Way;
  #inbox = "";
  /** Arrived, but the far end does not read. */
  #refused = "";
  #ending = false;

  constructor(pipe: Pipe, lossy: Lossy) {
    this.#pipe = pipe;
    this.#lossy = lossy;
    this.#out = new Way(lossy, (data) => {
      this.#refused += data;
      this.#push();
    });
    this.#in = new Way(lossy, (data) => {
      this.#inbox += data;
      this.onChange();
    });
    pipe.onChange = () => {
      this.#push();
      this.#pull();
      this.onChange();
    };
  }

  get failed(): boolean {
    return this.#pipe.failed;
  }

  get ended(): boolean {
    return this.#pipe.ended && !this.#in.bytes && !this.#inbox;
  }

  write(bytes: string): boolean {
    if (this.#out.bytes || this.#refused || this.#lossy.active) {
      if (this.#out.bytes + this.#refused.length > WINDOW_BYTES) return false;
      this.#out.send(bytes);
      return true;
    }
    return this.#pipe.write(bytes);
  }

  read(max: number): string {
    this.#pull();
    const bytes = this.#inbox.slice(0, max);
    this.#inbox = this.#inbox.slice(max);
    return bytes;
  }

  end(): void {
    this.#ending = true;
    this.#push();
  }

  abandon(): void {
    this.onChange = () => undefined;
    this.#pipe.abandon();
  }

  #push(): void {
    if (this.#refused && this.#pipe.write(this.#refused)) this.#refused = "";
    if (this.#ending && !this.#refused && !this.#out.bytes) this.#pipe.end();
  }

  /** Takes what came at the near end: at once, or to be late. */
  #pull(): void {
    const late = this.#in.bytes > 0 || this.#lossy.active;
    while (this.#inbox.length + this.#in.bytes < WINDOW_BYTES) {
      const data = this.#pipe.read(WINDOW_BYTES);
      if (!data) return;
      if (late) this.#in.send(data);
      else this.#inbox += data;
    }
  }
}
