/** What is to go wrong with a board's flash, by name. */
export type FlashFault =
  /** There is no room left, and the board says so. */
  | "full"
  /** Every write fails, although there seems to be room. */
  | "worn"
  /** Every write is taken, and nothing of it is kept. */
  | "keepsOld";

/** The file that runs at every start. */
export const BOOT_CODE = ".bootcde";
/** The file that `E.setBootCode(code, true)` writes: it also runs after `reset()`. */
export const RESET_CODE = ".bootrst";

/** In front of each file. */
const HEADER_BYTES = 32;
const NAME_BYTES = 28;
const ERASED = "\xff";

/**
 * `require("Storage")`, as far as the espruino CLI and this project use it: a file has its size from the
 * first write on, and a byte that was written stays until the file is written anew (`src/jsflash.c`).
 * What it holds outlasts the power.
 */
export class Flash {
  readonly faults = new Set<FlashFault>();
  readonly #files = new Map<string, string>();

  constructor(readonly totalBytes: number) {}

  write(name: string, data: string, offset = 0, size = 0): boolean {
    if (!name || name.length > NAME_BYTES) throw new Error("Invalid filename");
    if (this.faults.has("worn")) throw new Error("Unable to find or create file");
    const wanted = size || data.length;
    if (!wanted) throw new Error("Can't create zero length file");
    let file = this.#files.get(name);
    if (file === data && offset === 0 && size === file.length) return true;
    if (this.faults.has("keepsOld")) return true;
    if (offset === 0 && (file?.length !== wanted || file !== ERASED.repeat(wanted))) {
      this.#files.delete(name);
      if (this.getFree() >= wanted) file = ERASED.repeat(wanted);
      else file = undefined;
    }
    if (file === undefined) throw new Error("Unable to find or create file");
    if (offset + data.length > file.length) throw new Error("Too much data for file size");
    if (file.slice(offset, offset + data.length) !== ERASED.repeat(data.length))
      throw new Error("File already written with different data");
    this.#files.set(name, file.slice(0, offset) + data + file.slice(offset + data.length));
    return true;
  }

  read(name: string): string | undefined {
    return this.#files.get(name);
  }

  list(): string[] {
    return [...this.#files.keys()];
  }

  erase(name: string): void {
    this.#files.delete(name);
  }

  eraseAll(): void {
    this.#files.clear();
  }

  /** The size of the largest file that could be written. What was erased is free at once. */
  getFree(): number {
    if (this.faults.has("full")) return 0;
    let used = HEADER_BYTES;
    for (const file of this.#files.values()) used += HEADER_BYTES + Math.ceil(file.length / 4) * 4;
    return Math.max(0, this.totalBytes - used);
  }
}
