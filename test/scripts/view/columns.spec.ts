import assert from "node:assert/strict";
import type { BoardId } from "../../../scripts/settings";
import { Columns } from "../../../scripts/view/columns";

const time = (nowMs: number): string => new Date(nowMs).toISOString().slice(14, 23);

function create(coloured: boolean, width: number, boards: BoardId[] = ["a", "b"]): Columns {
  return new Columns({ boards, coloured, width: () => width, time });
}

describe("the columns of the consoles", () => {
  it("show A's lines on the left and B's on the right, with the time", () => {
    const columns = create(false, 60);
    assert.equal(columns.line("a", "from A", 2007), `00:02.007 from A${" ".repeat(17)} |\n`);
    assert.equal(columns.line("b", "from B", 61500), `01:01.500 ${" ".repeat(23)} | from B\n`);
  });

  it("have the whole width for one board", () => {
    assert.equal(create(false, 60, ["b"]).line("b", "x".repeat(50), 0), `00:00.000 ${"x".repeat(50)}\n`);
  });

  it("go on in the next row with a line that is too long, and lose nothing of it", () => {
    const rows = create(false, 60).line("b", "0123456789".repeat(5), 0).trimEnd().split("\n");
    assert.equal(rows.map((row) => row.split("| ")[1]).join(""), "0123456789".repeat(5));
    assert.ok(rows.every((row) => row.length <= 60));
  });

  it("go on with a whole word where that is possible", () => {
    const rows = create(false, 60, ["a"]).line("a", "Client: ESP32-B lost after 31 s: by us, 1006, nothing came for 6 s", 0);
    assert.deepEqual(rows.split("\n"), [
      "00:00.000 Client: ESP32-B lost after 31 s: by us, 1006,",
      "          nothing came for 6 s",
      ""
    ]);
  });

  it("follow the width from one row to the next", () => {
    let width = 60;
    const columns = new Columns({ boards: ["a", "b"], coloured: false, width: () => width, time });
    assert.equal(columns.line("a", "x", 0).indexOf("|"), 34);
    width = 100;
    assert.equal(columns.line("a", "x", 0).indexOf("|"), 54);
  });

  it("are coloured only where that is wanted", () => {
    assert.equal(create(false, 60).line("a", "x", 0).includes("\x1b["), false);
    assert.equal(create(true, 60).line("a", "x", 0).includes("\x1b[36mx"), true);
  });

  it("mark gaps and restarts, in a colour of their own where there are colours", () => {
    for (const [text, colour] of [
      ["Missing from ESP32-B: 6 to 10 (3)", "\x1b[41m"],
      ["Restarted: ESP32-B at 2, after 48", "\x1b[45m"]
    ]) {
      assert.match(create(false, 100).line("a", text, 0), new RegExp(`^00:00.000 ! ${text.slice(0, 8)}`));
      assert.equal(create(true, 100).line("a", text, 0).includes(colour), true);
    }
    assert.match(create(false, 100).line("a", "Received from ESP32-B: 2", 0), /^00:00.000 Received/);
  });
});
