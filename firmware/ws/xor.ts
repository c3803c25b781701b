import type { GraphicsInstance, Image } from "../types/espruino";
import { native } from "./native";

// Masking: XOR with 4 bytes (RFC 6455, section 5.3), which is most of the work of a server.

/** From this size on drawing is faster. */
const MANY_BYTES = 256;

/**
 * So many bytes are drawn at a time: drawings need memory in one piece, and without it they take 100
 * times as long.
 */
const DRAWN_BYTES = 4096;

/**
 * 16 palettes of 16 colours: in the n-th, colour c is c XOR n. Made when first needed, in one piece of
 * memory, as `drawImage` wants it; `null` where drawing does not work.
 */
let palettes: ArrayBuffer | null | undefined;

/**
 * XORs 4 bytes with each call of a function, which `map` makes natively. A loop over characters costs an
 * interpreter some 10 steps for each.
 */
function xorByWords(bytes: string, mask: string): string {
  const E = native.E;
  // A number in the function's text is found faster than a variable in the scope around it.
  const key = new Uint32Array(E.toArrayBuffer(mask))[0];
  const xorWord = new Function("w", "return w^" + key) as (word: number) => number;
  const words = new Uint32Array(E.toArrayBuffer(bytes + "\0\0\0"), 0, (bytes.length + 3) >> 2);
  return E.toString(words.map(xorWord).buffer).substr(0, bytes.length);
}

/** A drawing of 4 bits a pixel, each column of which is a row in memory. */
function turnedDrawing(columns: number, rows: number): GraphicsInstance {
  return native.Graphics.createArrayBuffer(rows, columns, 4, { msb: true }).setRotation(3, true);
}

/**
 * XORs with native drawing: the bytes are an image of 8 columns, a pixel half a byte, and every pixel of
 * a column is XORed with the same half of a byte of the mask, which a palette does.
 *
 * A palette is for a whole image. So the columns are drawn into the rows of a first drawing, and each of
 * these, as an image of its own, into a column of a second one.
 */
function xorByPalettes(bytes: string, mask: string): string {
  const E = native.E;
  const rows = ((bytes.length + 7) >> 3) << 1;
  const image: Image = { width: 8, height: rows, bpp: 4, buffer: bytes + "\0\0\0\0\0\0\0" };
  const turned = turnedDrawing(8, rows).drawImage(image, 0, 0);
  const result = turnedDrawing(rows, 8);
  const row = { frame: 0 };
  image.buffer = E.toString(turned.buffer);
  image.width = rows;
  image.height = 1;
  for (; row.frame < 8; row.frame++) {
    const half = (mask.charCodeAt(row.frame >> 1) >> (row.frame & 1 ? 0 : 4)) & 15;
    image.palette = new Uint16Array(palettes as ArrayBuffer, half * 32, 16);
    result.drawImage(image, 0, row.frame, row);
  }
  return E.toString(result.buffer).substr(0, bytes.length);
}

/** Unmasks, or masks: XORs bytes with a mask of 4. */
export function xor(bytes: string, mask: string): string {
  const many = bytes.length >= MANY_BYTES;
  if (many && palettes === undefined) {
    try {
      const colours = new Uint16Array(256).map(function (_, i) {
        return (i >> 4) ^ (i & 15);
      });
      palettes = native.E.toArrayBuffer(native.E.toFlatString(colours.buffer));
      if (xorByPalettes("\x12\x9a\xef", "\x83\x65\x71\0") !== "\x91\xff\x9e") palettes = null;
    } catch {
      // No `Graphics`, as on some small boards, or no piece of memory that is large enough.
      palettes = null;
    }
  }
  if (!many || !palettes) return xorByWords(bytes, mask);
  let result = "";
  for (let at = 0; at < bytes.length; at += DRAWN_BYTES)
    result += xorByPalettes(bytes.substr(at, DRAWN_BYTES), mask);
  return result;
}
