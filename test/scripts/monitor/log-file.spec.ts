import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LogFile, logTime } from "../../../scripts/monitor/log-file";

describe("the log file", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "log-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has each line with its time and its board, after what was in it before", () => {
    const name = path.join(folder, "log");
    for (const text of ["first", "second"]) {
      const log = new LogFile(name, assert.fail);
      log.line("ESP32-A", text, 0);
      log.close();
    }
    assert.equal(readFileSync(name, "utf8"), `${logTime(0)} ESP32-A first\n${logTime(0)} ESP32-A second\n`);
  });

  it("has times that tell their distance from UTC", () => {
    for (const ms of [0, Date.UTC(2026, 6, 1, 12, 34, 56, 7)]) {
      assert.match(logTime(ms), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
      assert.equal(Date.parse(logTime(ms)), ms);
    }
  });

  it("tells once when nothing more can be written", function () {
    if (process.platform !== "linux") this.skip();
    const reasons: string[] = [];
    const log = new LogFile("/dev/full", (reason) => reasons.push(reason));
    log.line("ESP32-A", "x", 0);
    log.close();
    assert.match(reasons.join("|"), /^ENOSPC[^|]*$/);
  });

  it("throws for a name that cannot be had", () => {
    assert.throws(() => new LogFile(path.join(folder, "none", "log"), assert.fail), { code: "ENOENT" });
  });
});
