/** A piece of a file on its way: its text in Base64, and where it begins (`getUploadFileCode` in the CLI's `core/utils.js`). */
function pieceOf(name: string): RegExp {
  return new RegExp(`require\\("Storage"\\)\\.write\\("${name.replaceAll(".", "\\.")}",atob\\("([\\w+/]*)=*"\\),(\\d+)(?:,\\d+)?\\)`);
}

/** Tells from what the espruino CLI sends how much of a file that is. */
export class UploadMeter {
  readonly #piece: RegExp;
  #text = "";
  #bytes = 0;

  /** The file's name on the board. */
  constructor(name: string) {
    this.#piece = pieceOf(name);
  }

  /** Takes what was sent next, and returns the bytes of the file that have been sent so far. */
  take(text: string): number {
    this.#text += text;
    for (let piece = this.#piece.exec(this.#text); piece; piece = this.#piece.exec(this.#text)) {
      const [whole, base64, offset] = piece;
      this.#bytes = Number(offset) + Math.floor((base64.length * 3) / 4);
      this.#text = this.#text.slice(piece.index + whole.length);
    }
    return this.#bytes;
  }
}
