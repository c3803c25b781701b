import type { GraphicsInstance, Image } from "../types/espruino";
import { extras } from "./extras";

// Masking: XOR with 4 bytes (RFC 6455, section 5.3), which is most of the work of a server.

/** From this size on drawing is faster. */
const MANY_BYTES = 256;

/** Most bytes to draw at a time: what the receiver hands on, as drawings need memory in one piece. */
const DRAWN_BYTES = 2600;

/**
 * 16 palettes of 16 colours: in the n-th, colour c is c XOR n. In one piece of memory, as `drawImage`
 * wants it; `undefined` where drawing does not work.
 */
let palettes: ArrayBuffer | undefined;

/** The mask that words are XORed with. */
let key: number;

function xorWord(word: number): number {
  return word ^ key;
}

/** A drawing of 4 bits a pixel, each column of which is a row in memory. */
function turnedDrawing(columns: number, rows: number): GraphicsInstance {
  return Graphics.createArrayBuffer(rows, columns, 4, { msb: true }).setRotation(3, true);
}

/**
 * XORs with native drawing: the bytes are an image of 8 columns, a pixel half a byte, and every pixel of
 * a column is XORed with the same half of a byte of the mask, which a palette does.
 *
 * A palette is for a whole image. So the columns are drawn into the rows of a first drawing, and each of
 * these, as an image of its own, into a column of a second one.
 *
 * Returns "" where there is no memory in one piece for that.
 */
function xorByPalettes(bytes: string, mask: string): string {
  const rows = ((bytes.length + 7) >> 3) << 1;
  const image: Image = { width: 8, height: rows, bpp: 4, buffer: bytes + "\0\0\0\0\0\0\0" };
  const turned = turnedDrawing(8, rows);
  const result = turnedDrawing(rows, 8);
  const row = { frame: 0 };
  // Without memory in one piece drawing takes 10 times as long as XOR by words.
  if (!E.getAddressOf(turned.buffer, true) || !E.getAddressOf(result.buffer, true)) return "";
  image.buffer = E.toString(turned.drawImage(image, 0, 0).buffer);
  image.width = rows;
  image.height = 1;
  for (; row.frame < 8; row.frame++) {
    const half = (mask.charCodeAt(row.frame >> 1) >> (row.frame & 1 ? 0 : 4)) & 15;
    image.palette = new Uint16Array(palettes as ArrayBuffer, half * 32, 16);
    result.drawImage(image, 0, row.frame, row);
  }
  return E.toString(result.buffer).substr(0, bytes.length);
}

/**
 * Makes the palettes. At once and not when they are first needed, so that a board's memory in use does
 * not depend on what was received.
 */
export function preparePalettes(): void {
  try {
    const colours = new Uint16Array(256).map(function (_, i) {
      return (i >> 4) ^ (i & 15);
    });
    palettes = E.toArrayBuffer(E.toFlatString(colours.buffer));
    if (xorByPalettes("\x12\x9a\xef", "\x83\x65\x71\0") !== "\x91\xff\x9e") palettes = undefined;
  } catch {
    // No `Graphics`, as on some small boards, or no piece of memory that is large enough.
    palettes = undefined;
  }
}

/**
 * Unmasks, or masks: XORs bytes with a mask of 4.
 *
 * A function is called for each 4 bytes, by `map`, which is native. A loop over characters costs an
 * interpreter some 10 steps for each.
 */
export function xor(bytes: string, mask: string): string {
  const size = bytes.length;
  if (extras && palettes && size >= MANY_BYTES) {
    const half = (size >> 4) << 3;
    const drawn = size > DRAWN_BYTES ? "" : xorByPalettes(bytes, mask);
    if (drawn) return drawn;
    // For half of it there may be memory in one piece; to look for less is not worth its time.
    if (half >= DRAWN_BYTES / 4) return xor(bytes.substr(0, half), mask) + xor(bytes.substr(half), mask);
  }
  const words = new Uint32Array(E.toArrayBuffer((mask + bytes + "\0\0\0").substr(0, (size + 7) & -4)));
  key = words[0];
  return E.toString(words.map(xorWord).buffer).substr(4, size);
}
