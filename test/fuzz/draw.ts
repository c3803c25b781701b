import { seededRandom } from "../../shims/random";

/** Draws what a fuzzed input is made of; the same seed draws the same. */
export class Draw {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    return (this.#random() >>> 0) % below;
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  bytes(size: number): Buffer {
    return Buffer.from(Array.from({ length: size }, () => this.below(256)));
  }

  /** 0 to `max`, each order of magnitude as often. */
  size(max: number): number {
    return this.below(Math.min(max, 1 << this.below(Math.log2(max) + 1)) + 1);
  }

  /** Cuts bytes into pieces; usually there is one. */
  pieces(bytes: Buffer): Buffer[] {
    if (bytes.length < 2 || !this.oneIn(3)) return [bytes];
    const pieces: Buffer[] = [];
    const most = 1 + this.size(Math.max(1, bytes.length >> 1));
    for (let at = 0; at < bytes.length && pieces.length < 20; ) {
      const size = pieces.length === 19 ? bytes.length : 1 + this.below(most);
      pieces.push(bytes.subarray(at, at + size));
      at += size;
    }
    return pieces;
  }
}
