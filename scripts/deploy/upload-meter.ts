/** What the CLI sends last before a script: it takes the prompt away. */
const BEFORE_SCRIPT = "\x10print()\n";

/** A piece of the script on its way into flash: its text as a literal, and where it begins. */
const PIECE = /require\("Storage"\)\.write\("\.bootcde","((?:\\.|[^"\\])*)",(\d+)(?:,\d+)?\);/;

/** Tells from what the espruino CLI sends how much of the script that is (`plugins/saveOnSend.js` there). */
export class UploadMeter {
  #text = "";
  #bytes = 0;

  constructor(readonly ram: boolean) {}

  /** Takes what was sent next, and returns the bytes of the script that have been sent so far. */
  take(text: string): number {
    this.#text += text;
    const begin = this.#text.indexOf(BEFORE_SCRIPT);
    if (begin < 0) return 0;
    if (this.ram) return this.#text.length - begin - BEFORE_SCRIPT.length;
    for (let piece = PIECE.exec(this.#text); piece; piece = PIECE.exec(this.#text)) {
      const [whole, literal, offset] = piece;
      this.#bytes = Number(offset) + literal.replace(/\\./g, "?").length;
      this.#text = BEFORE_SCRIPT + this.#text.slice(piece.index + whole.length);
    }
    return this.#bytes;
  }
}
