import assert from "node:assert/strict";
import { UploadMeter } from "../../../scripts/deploy/upload-meter";

describe("UploadMeter", () => {
  it("counts what of the script went into flash, without what it takes to write it", () => {
    const meter = new UploadMeter(false);
    const counts = [
      "\x10print(process.env)\n",
      '\x10reset();\n\x10print()\n\x10require("Storage").write(".bootcde","ab\\"c\\n',
      '\\\\",0,9);\n',
      '\x10require("Storage").write(".bootcde","(1);",6);\n\x10load()\n'
    ].map((text) => meter.take(text));
    assert.deepEqual(counts, [0, 0, 6, 10]);
  });

  it("counts in RAM what comes behind the reset", () => {
    const meter = new UploadMeter(true);
    assert.deepEqual(["\x10reset();\n", "\x10print()\nvar a", "=1;\n"].map((text) => meter.take(text)), [0, 5, 9]);
  });
});
