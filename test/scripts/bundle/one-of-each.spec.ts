import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import ts from "typescript";
import { ownMemberNames } from "../../../scripts/bundle/one-of-each";

const CLASSES = `
interface Timed { _timer: number }
class WsClient { _timer = 1; _host = ""; begin() { this._host = "a"; } }
class Board { readonly client = new WsClient(); constructor(readonly _next: number) {} begin() { this.client.begin(); } }
class Other { _host = ""; begin() { this._host; } }
`;

describe("ownMemberNames", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "members-"));
  });

  after(() => rmSync(folder, { recursive: true }));

  /** What the compiler makes of some code after those classes. */
  function compiled(code: string): string {
    const file = path.join(folder, "entry.ts");
    writeFileSync(file, CLASSES + code);
    const program = ts.createProgram([file], { target: ts.ScriptTarget.ES2022, types: [], strict: true, removeComments: true });
    let output = "";
    program.emit(undefined, (_, text) => (output = text), undefined, false, { before: [ownMemberNames(folder)(program)] });
    return output;
  }

  it("has members tell their class, where they are declared and where they are used", () => {
    const output = compiled("const board = new Board(1); board.client._host; board._next;");
    assert.match(output, /class WsClient \{\s+_timer\$WsClient = 1;\s+_host\$WsClient = "";\s+begin\$WsClient\(\) \{ this\._host\$WsClient = "a"; \}/);
    assert.match(output, /begin\$Board\(\) \{ this\.client\$Board\.begin\$WsClient\(\); \}/);
    assert.match(output, /board\.client\$Board\._host\$WsClient;\s+board\._next\$Board;/);
  });

  it("leaves the members of other classes alone", () => {
    assert.match(compiled("new Other().begin();"), /class Other \{\s+_host = "";\s+begin\(\) \{ this\._host; \}\s+\}\s+new Other\(\)\.begin\(\);/);
  });

  it("leaves a member alone that is used through an interface too", () => {
    const output = compiled("function stop(x: Timed) { x._timer = 0; } stop(new WsClient()); new WsClient()._timer;");
    assert.match(output, /x\._timer = 0;/);
    assert.match(output, /new WsClient\(\)\._timer;/);
    assert.match(output, /class WsClient \{\s+_timer = 1;\s+_host\$WsClient/);
  });

  it("leaves a member alone that is used through a type without a name", () => {
    const output = compiled("function f(x: { begin(): void }) { x.begin(); }");
    assert.match(output, /class WsClient \{[^}]*begin\(\) \{/);
    assert.doesNotMatch(output, /begin\$/);
  });
});
