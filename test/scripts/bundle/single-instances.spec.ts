import assert from "node:assert/strict";
import vm from "node:vm";
import { singleInstances } from "../../../scripts/bundle/single-instances";
import { rendered } from "../../support/rendered";

/** Two classes as the compiler writes them, with the names that it is told to give to members. */
const CLASSES = `var Counter = /** @class */ (function () {
    function Counter(step, _told) {
        this._told = _told;
        this._count$Counter = 0;
        this.step$Counter = step;
        this._shared = 1;
    }
    Counter.prototype.add$Counter = function () {
        this._count$Counter += this.step$Counter;
        this._told$Counter(this);
    };
    Counter.prototype.onShared = function (n) {
        this._shared += n;
    };
    return Counter;
}());
var Board = /** @class */ (function () {
    function Board() {
        this.counter$Board = new Counter(2, tell.bind(null));
        this.add$Board = this.counter$Board.add$Counter.bind(this.counter$Board);
    }
    Board.prototype.count$Board = function () {
        var counter = this.counter$Board;
        return counter._count$Counter;
    };
    return Board;
}());
function tell(counter) {
    counter.onShared(10);
    result.push(counter._shared);
}
var board = new Board();
board.add$Board();
board.counter$Board.add$Counter();
result.push(board.count$Board());`;

function written(code: string): Promise<string> {
  return rendered(code, singleInstances(new Set(["Counter", "Board"])));
}

describe("singleInstances", () => {
  it("has the script do the same as before", async () => {
    const [before, after] = [CLASSES.replace("Counter(2, tell.bind(null))", "$&; this.counter$Board._told$Counter = tell"), await written(CLASSES)].map((code) => {
      const result: number[] = [];
      vm.runInNewContext(code, { result });
      return result;
    });
    assert.deepEqual(after, before);
    assert.deepEqual(after, [11, 21, 4]);
  });

  it("leaves no class, no this and no bind of a method's, and no object but where one is handed over", async () => {
    const code = await written(CLASSES);
    assert.doesNotMatch(code, /prototype|this|\bnew\b/);
    assert.deepEqual(code.match(/\.bind\(.*?\)/g), [".bind(null)"]);
    assert.match(code, /^function add\$Counter\(\) \{\s+_count\$Counter \+= step\$Counter;\s+_told\$Counter\(\$Counter\);/m);
    assert.match(code, /^\$Counter\.onShared = onShared\$Counter;/m);
    assert.match(code, /^create\$Board\(\);\nvar board = \$Board;\nadd\$Board\(\);\nadd\$Counter\(\);/m);
  });

  it("leaves classes alone that are not named", async () => {
    const other = CLASSES.replaceAll("Counter", "Other").replaceAll("Board", "Else");
    assert.equal(await written(other), other);
  });

  it("refuses a class of which there is another instance, or none", async () => {
    await assert.rejects(written(`${CLASSES}\nnew Board();`), /new Board: expected it in one place, found 2/);
    await assert.rejects(written(CLASSES.replace("new Board()", "{}")), /new Board: expected it in one place, found 0/);
  });

  it("refuses a static member", async () => {
    await assert.rejects(written(CLASSES.replace("return Board;", "Board.most = 1;\n    return Board;")), /class Board: expected methods and fields/);
  });

  it("refuses a member of what would have to be evaluated", async () => {
    await assert.rejects(written(`${CLASSES}\nf().counter$Board;`), /f\(\)\.counter\$Board: expected an object that needs no evaluation/);
  });
});
