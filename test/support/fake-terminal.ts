import { once } from "node:events";
import { PassThrough, Writable } from "node:stream";

/** What a program writes to a terminal or a pipe. */
export class FakeOutput extends Writable {
  text = "";
  writes = 0;
  readonly isTTY: boolean;
  columns = 100;
  rows = 30;
  #release?: () => void;

  constructor({ isTTY = false } = {}) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  /** From now on a write takes until `resumeWrites()`. */
  stall(): void {
    this.#release = () => undefined;
  }

  resumeWrites(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }

  /** Resolves once `pattern` has been written. */
  async shows(pattern: RegExp | string): Promise<void> {
    while (!(typeof pattern === "string" ? this.text.includes(pattern) : pattern.test(this.text)))
      await once(this, "written");
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk;
    this.writes++;
    this.emit("written");
    if (this.#release) this.#release = done;
    else done();
  }
}

/** A keyboard. */
export class FakeInput extends PassThrough {
  isRaw = false;
  readonly isTTY: boolean;

  constructor({ isTTY = false } = {}) {
    super();
    this.isTTY = isTTY;
  }

  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    return this;
  }
}
