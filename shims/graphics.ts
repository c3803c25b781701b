import type { GraphicsInstance, Image } from "../firmware/types/espruino";

const BPP = 4;

/** The pixel at `index` of packed pixels of 4 bits, the first in the upper half of its byte. */
function pixelOf(bytes: ArrayLike<number>, index: number): number {
  return (bytes[index >> 1] >> (index & 1 ? 0 : 4)) & 15;
}

/**
 * `Graphics.createArrayBuffer(width, height, 4, {msb: true})` with the part of `Graphics` that the
 * firmware draws with: `setRotation(3, true)`, and `drawImage` without scaling
 * (`libs/graphics/jswrap_graphics.c`).
 */
class ArrayBufferGraphics implements GraphicsInstance {
  readonly buffer: ArrayBuffer;
  readonly #pixels: Uint8Array;
  #turned = false;

  constructor(
    readonly width: number,
    readonly height: number
  ) {
    this.buffer = new ArrayBuffer((width * height * BPP + 7) >> 3);
    this.#pixels = new Uint8Array(this.buffer);
  }

  setRotation(quarters: number, mirrored: boolean): this {
    if (quarters !== 3 || !mirrored) throw new Error("Graphics shim: only setRotation(3, true) is known");
    this.#turned = true;
    return this;
  }

  drawImage(image: Image, x: number, y: number, options?: { frame: number }): this {
    if (image.bpp !== BPP) throw new Error(`Graphics shim: expected an image of ${BPP} bpp, got ${image.bpp}`);
    const bytes = Buffer.from(image.buffer, "latin1");
    const frameBytes = (image.width * image.height * BPP + 7) >> 3;
    const frame = bytes.subarray((options?.frame ?? 0) * frameBytes);
    for (let row = 0; row < image.height; row++) {
      for (let column = 0; column < image.width; column++) {
        const colour = pixelOf(frame, row * image.width + column);
        this.#setPixel(x + column, y + row, (image.palette ? image.palette[colour] : colour) & 15);
      }
    }
    return this;
  }

  #setPixel(x: number, y: number, colour: number): void {
    const [column, row] = this.#turned ? [y, x] : [x, y];
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return;
    const index = row * this.width + column;
    const keep = index & 1 ? 0xf0 : 0x0f;
    this.#pixels[index >> 1] = (this.#pixels[index >> 1] & keep) | (colour << (index & 1 ? 0 : 4));
  }
}

export const graphics = {
  createArrayBuffer(width: number, height: number, bpp: number, options: { msb: boolean }): GraphicsInstance {
    if (bpp !== BPP || !options.msb) throw new Error("Graphics shim: only 4 bpp with msb is known");
    return new ArrayBufferGraphics(width, height);
  }
};
