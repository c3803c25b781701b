import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { FLASH_COMMAND } from "../../../scripts/boards/advice";
import { failure, FAILURES, quoted } from "../../../scripts/console/failure";

const README = readFileSync(path.join(__dirname, "..", "..", "..", "README.md"), "utf8");

/** The rows of the README's table with a head. */
function table(head: string): string[] {
  const lines = README.split("\n");
  const first = lines.indexOf(head);
  assert.notEqual(first, -1, `the README has no table ${head}`);
  const end = lines.findIndex((line, index) => index > first && !line.startsWith("|"));
  return lines.slice(first + 2, end);
}

describe("the failures of the tools for boards", () => {
  it("stand in the README's table, every one, word for word", () => {
    const rows = Object.values(FAILURES).map(({ what, todo }) => `| \`${what.replace(/(\{\w+\})+/g, "…")}\` | ${todo} |`);
    assert.deepEqual(table("| message | what to do |"), rows);
  });

  it("begin with their subject, and say what to do after a semicolon", () => {
    const error = failure("TOO_OLD", "COM3", { version: "1v99" });
    assert.equal(error.code, "TOO_OLD");
    assert.equal(error.message, "COM3: expected Espruino 2v20 or later, got 1v99; flash a newer one");
  });

  it("quote what a board said in one short line", () => {
    assert.equal(quoted("  a\r\n>b\x1b "), '"a >b\\u001b"');
    assert.equal(quoted("x".repeat(100)), `"${"x".repeat(60)}…"`);
  });
});

describe("the README", () => {
  it("flashes Espruino with the command that npm run boards tells", () => {
    assert.ok(README.includes(FLASH_COMMAND.map((line) => `    ${line}\n`).join("")));
  });
});
