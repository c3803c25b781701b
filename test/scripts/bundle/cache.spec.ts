import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { cached, keyOf, type BuiltFile } from "../../../scripts/bundle/cache";

describe("the builds that are kept", () => {
  let folder: string;
  let made: number;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "cache-"));
    made = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function make(): Promise<BuiltFile[]> {
    made++;
    return [{ name: "board-a.js", code: `made ${made}` }];
  }

  it("are made once for each key", async () => {
    const first = await cached("1", make, folder);
    assert.deepEqual(await cached("1", make, folder), first);
    assert.equal(made, 1);
    assert.notDeepEqual(await cached("2", make, folder), first);
  });

  it("are made anew when what was kept is not whole", async () => {
    writeFileSync(path.join(folder, "1.json"), '[{"name":');
    assert.deepEqual(await cached("1", make, folder), [{ name: "board-a.js", code: "made 1" }]);
  });

  it("are made without being kept where nothing can be written", async () => {
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    assert.equal((await cached("1", make, file)).length, 1);
  });

  it("are the newest twelve", async () => {
    for (let i = 1; i <= 14; i++) {
      await cached(String(i), make, folder);
      utimesSync(path.join(folder, `${i}.json`), i, i);
    }
    await cached("15", make, folder);
    const kept = readdirSync(folder).map((name) => parseInt(name)).sort((a, b) => a - b);
    assert.deepEqual(kept, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it("have another key for each change of a setting, of a source, and of a source's name", async () => {
    const file = path.join(folder, "a.ts");
    const keys: string[] = [];
    const note = async (settings: object): Promise<void> => void keys.push(await keyOf(settings, [folder]));
    writeFileSync(file, "one");
    await note({ periodMs: 1 });
    await note({ periodMs: 2 });
    writeFileSync(file, "two");
    await note({ periodMs: 2 });
    rmSync(file);
    writeFileSync(path.join(folder, "b.ts"), "two");
    await note({ periodMs: 2 });
    assert.equal(new Set(keys).size, 4);
    writeFileSync(file, "one");
    rmSync(path.join(folder, "b.ts"));
    await note({ periodMs: 1 });
    assert.equal(keys[4], keys[0]);
  });
});
