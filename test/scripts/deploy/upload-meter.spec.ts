import assert from "node:assert/strict";
import { UploadMeter } from "../../../scripts/deploy/upload-meter";

describe("UploadMeter", () => {
  it("counts the bytes of the file that went out, without what it takes to write them", () => {
    const meter = new UploadMeter(".a-3f2a9c1");
    const base64 = (text: string): string => Buffer.from(text).toString("base64");
    const counts = [
      "\x10print(process.env)\n",
      `\x10print()\n\x10require("Storage").write(".a-3f2a9c1",atob("${base64("abcd")}`,
      '"),0,9)\n',
      '\x10require("Storage").write(".a-3f2b9c1",atob("AAAA"),90)\n',
      `\x10require("Storage").write(".a-3f2a9c1",atob("${base64("efghi")}"),4)\n\n`
    ].map((text) => meter.take(text));
    assert.deepEqual(counts, [0, 0, 4, 4, 9]);
  });
});
