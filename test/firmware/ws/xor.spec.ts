import assert from "node:assert/strict";
import { seededRandom } from "../../../shims/random";
import { hex, shimmedModule, toHex } from "./shimmed";

function model(bytes: Buffer, mask: Buffer): string {
  return Buffer.from(bytes.map((byte, i) => byte ^ mask[i & 3])).toString("hex");
}

describe("xor", () => {
  const { preparePalettes, xor } = shimmedModule().copy.load<typeof import("../../../firmware/ws/xor")>("ws/xor");
  before(preparePalettes);

  it("unmasks the example of RFC 6455, section 5.7", () => {
    assert.equal(xor(hex("7f 9f 4d 51 58"), hex("37 fa 21 3d")), "Hello");
  });

  it("is right for every size around its limits, and for many masks", () => {
    const random = seededRandom(11);
    const around = [0, 1, 2, 3, 4, 5, 255, 256, 257, 263, 264, 4095, 4096, 4097, 8192, 9001, 65536];
    const sizes = [...around, ...Array.from({ length: 60 }, () => (random() >>> 0) % 3000)];
    for (const size of sizes) {
      const bytes = Buffer.from(Array.from({ length: size }, () => random() & 255));
      const mask = Buffer.from(Array.from({ length: 4 }, () => random() & 255));
      assert.equal(toHex(xor(bytes.toString("latin1"), mask.toString("latin1"))), model(bytes, mask), `${size} bytes`);
    }
  });

  it("is right for every value of a byte in every place", () => {
    const all = Buffer.from(Array.from({ length: 1024 }, (_, i) => i >> 2));
    for (const mask of ["00000000", "ffffffff", "00ff0f80", "80000001", "7fffffff"])
      assert.equal(toHex(xor(all.toString("latin1"), hex(mask))), model(all, Buffer.from(mask, "hex")));
  });
});
