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
/** The file that `E.setBootCode(code, true)` writes: it also runs after `reset()`, and where it is, `.bootcde` does not run. */
export const RESET_CODE = ".bootrst";
/** The files that run before those, at every start and after `reset()` too. */
export const EARLY_CODE = [".boot0", ".boot1", ".boot2", ".boot3"];

/** In front of each file. */
const HEADER_BYTES = 32;
const NAME_BYTES = 28;
const ERASED = "\xff";

/** What a file takes, with its header. */
function bytesOf(file: string): number {
  return HEADER_BYTES + Math.ceil(file.length / 4) * 4;
}

/**
 * `require("Storage")`, as far as the espruino CLI and this project use it: a file has its size from the
 * first write on, and a byte that was written stays until the file is written anew (`src/jsflash.c`).
 * What it holds outlasts the power.
 */
export class Flash {
  readonly faults = new Set<FlashFault>();
  /** Called before a file goes: code that runs from it loses its text (2v29). */
  onErase?: (name: string) => void;
  readonly #files = new Map<string, string>();
  /** Bytes of files that were erased; they are free again after a compaction. */
  #trashBytes = 0;

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
      this.erase(name);
      if (this.getFree() < wanted) this.compact();
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

  list(pattern?: RegExp): string[] {
    const names = [...this.#files.keys()];
    return pattern ? names.filter((name) => pattern.test(name)) : names;
  }

  erase(name: string): void {
    const file = this.#files.get(name);
    if (file === undefined) return;
    this.onErase?.(name);
    this.#trashBytes += bytesOf(file);
    this.#files.delete(name);
  }

  eraseAll(): void {
    for (const name of this.list()) this.erase(name);
    this.compact();
  }

  /** The size of the largest file that could be written before a compaction. */
  getFree(): number {
    if (this.faults.has("full")) return 0;
    let used = HEADER_BYTES + this.#trashBytes;
    for (const file of this.#files.values()) used += bytesOf(file);
    return Math.max(0, this.totalBytes - used);
  }

  getStats(): { trashBytes: number } {
    return { trashBytes: this.#trashBytes };
  }

  compact(): void {
    this.#trashBytes = 0;
  }
}
