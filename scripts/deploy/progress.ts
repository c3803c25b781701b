import { thousands } from "../console/failure";

/** Where progress is shown: a terminal that can be written over. */
export interface Terminal {
  write(text: string): unknown;
}

const BAR_CELLS = 30;

/**
 * Shows how much of an upload is done: a bar in a terminal, and elsewhere a plain line for each quarter.
 * The bar is erased at the end, so that what is printed then stands in its place.
 */
export class Progress {
  #quarter = 0;
  #shown = "";

  constructor(
    readonly name: string,
    readonly totalBytes: number,
    readonly out: (line: string) => void,
    readonly terminal?: Terminal
  ) {}

  update(sentBytes: number): void {
    const bytes = Math.min(sentBytes, this.totalBytes);
    const share = bytes / this.totalBytes;
    const text = `${thousands(bytes)} of ${thousands(this.totalBytes)} bytes`;
    if (this.terminal && text !== this.#shown) {
      this.#shown = text;
      const bar = "#".repeat(Math.round(share * BAR_CELLS)).padEnd(BAR_CELLS, ".");
      this.terminal.write(`\r\x1b[K${this.name} [${bar}] ${text}`);
    } else if (!this.terminal && Math.floor(share * 4) > this.#quarter) {
      this.#quarter = Math.floor(share * 4);
      this.out(`${this.name}: ${text}`);
    }
  }

  end(): void {
    if (this.#shown) this.terminal?.write("\r\x1b[K");
    this.#shown = "";
  }
}
