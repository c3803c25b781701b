import assert from "node:assert/strict";
import { Columns } from "../../../scripts/start/columns";

function show(coloured: boolean, width: number, action: (columns: Columns) => void): string {
  let text = "";
  action(new Columns({ write: (piece) => (text += piece), coloured, width }, 1000));
  return text;
}

describe("the columns of npm start", () => {
  it("show A's lines on the left and B's on the right, with the time since the start", () => {
    const text = show(false, 60, (columns) => {
      columns.line("a", "from A", 3007);
      columns.line("b", "from B", 62500);
    });
    assert.deepEqual(text.split("\n"), [
      `00:02.007 from A${" ".repeat(17)} |`,
      `01:01.500 ${" ".repeat(23)} | from B`,
      ""
    ]);
  });

  it("go on in the next row with a line that is too long, and lose nothing of it", () => {
    const text = show(false, 60, (columns) => {
      columns.line("b", "0123456789".repeat(5), 1000);
    });
    const rows = text.trimEnd().split("\n");
    assert.equal(rows.map((row) => row.split("| ")[1]).join(""), "0123456789".repeat(5));
    assert.ok(rows.every((row) => row.length <= 60));
  });

  it("are coloured only where that is wanted", () => {
    const print = (columns: Columns): void => {
      columns.line("a", "x", 1000);
    };
    assert.equal(show(false, 60, print).includes("\x1b["), false);
    assert.equal(show(true, 60, print).includes("\x1b[36mx"), true);
  });
});
