import assert from "node:assert/strict";
import { Bit, Opcode } from "../../../firmware/ws/protocol";
import { seededRandom } from "../../../shims/random";
import { decode, encode } from "../../conformance/wire";
import { hex, shimmedModule, toHex } from "./shimmed";

const MASK = hex("37 fa 21 3d");
const load = (seed?: number) => shimmedModule(seed).copy.load<typeof import("../../../firmware/ws/frame")>("ws/frame");

describe("frame", () => {
  const { frame } = load();

  it("makes the examples of RFC 6455, section 5.7", () => {
    assert.equal(toHex(frame(Bit.FIN | Opcode.TEXT, "Hello", "")), "810548656c6c6f");
    assert.equal(toHex(frame(Bit.FIN | Opcode.TEXT, "Hello", MASK)), "818537fa213d7f9f4d5158");
    assert.equal(toHex(frame(Opcode.TEXT, "Hel", "")), "010348656c");
    assert.equal(toHex(frame(Bit.FIN, "lo", "")), "80026c6f");
    assert.equal(toHex(frame(Bit.FIN | Opcode.PING, "Hello", "")), "890548656c6c6f");
    assert.equal(toHex(frame(Bit.FIN | Opcode.PONG, "Hello", MASK)), "8a8537fa213d7f9f4d5158");
    assert.equal(toHex(frame(Bit.FIN | Opcode.BINARY, "x".repeat(256), "").slice(0, 4)), "827e0100");
    assert.equal(toHex(frame(Bit.FIN | Opcode.BINARY, "x".repeat(65536), "").slice(0, 10)), "827f0000000000010000");
  });

  for (const size of [0, 1, 125, 126, 127, 255, 256, 4096, 4097, 65535, 65536, 70000])
    it(`gives ${size} bytes their length in the shortest form`, () => {
      const payload = "x".repeat(size);
      for (const mask of ["", MASK]) {
        const found = decode(Buffer.from(frame(Bit.FIN | Opcode.TEXT, payload, mask), "latin1"));
        assert.deepEqual(found?.frame, { fin: true, rsv: 0, opcode: 1, masked: !!mask, payload: Buffer.from(payload) });
      }
    });

  it("makes the same bytes as another encoder, whatever the payload", () => {
    const random = seededRandom(7);
    for (let i = 0; i < 300; i++) {
      const payload = Buffer.from(Array.from({ length: (random() >>> 0) % 700 }, () => random() & 255));
      const expected = encode({ opcode: 2, payload }, true);
      assert.equal(toHex(frame(Bit.FIN | Opcode.BINARY, payload.toString("latin1"), MASK)), expected.toString("hex"));
    }
  });

  it("draws masks of four bytes from the hardware's random numbers", () => {
    const { random4 } = load(5);
    const random = seededRandom(5);
    for (let i = 0; i < 10; i++) {
      const expected = Buffer.alloc(4);
      expected.writeInt32LE(random());
      assert.equal(toHex(random4()), expected.toString("hex"));
    }
  });
});
