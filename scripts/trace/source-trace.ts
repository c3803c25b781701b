import { FrameParser, type Frame } from "./frame-parser";
import type { Locator } from "./locator";

/** Frames that may wait for their locator; a board that recurses too deeply prints hundreds. */
const MAX_WAITING = 40;

/** Follows a board's console, and tells the TypeScript line of each frame of a trace. */
export class SourceTrace {
  readonly #parser = new FrameParser();
  readonly #locator: () => Promise<Locator | undefined>;
  readonly #onPlace: (place: string) => void;
  #waiting: Frame[] = [];
  #telling: Promise<void> = Promise.resolve();

  /**
   * `locator` is asked for when frames have come, at most once at a time; without one, they are dropped.
   * `onPlace` is called for each frame that can be found, in their order.
   */
  constructor(locator: () => Promise<Locator | undefined>, onPlace: (place: string) => void) {
    this.#locator = locator;
    this.#onPlace = onPlace;
  }

  /** Takes the next line of the console. */
  take(line: string): void {
    const frame = this.#parser.take(line);
    if (!frame || this.#waiting.length === MAX_WAITING) return;
    if (this.#waiting.push(frame) === 1) this.#telling = this.#tell();
  }

  /** Resolves when the places of all frames that have come are told. */
  told(): Promise<void> {
    return this.#telling;
  }

  async #tell(): Promise<void> {
    // A map that cannot be read costs the TypeScript lines, and nothing else.
    const locator = await this.#locator().catch(() => undefined);
    const frames = this.#waiting;
    this.#waiting = [];
    for (const frame of frames) {
      const place = locator?.locate(frame);
      if (place) this.#onPlace(place);
    }
  }
}
