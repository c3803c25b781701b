import assert from "node:assert/strict";
import { ConsoleText } from "../../../scripts/monitor/console-text";

function linesOf(...pieces: (string | Uint8Array)[]): string[] {
  const lines: string[] = [];
  const text = new ConsoleText((line) => lines.push(line));
  for (const piece of pieces) text.take(Buffer.from(piece));
  text.end();
  return lines;
}

describe("the text of a console", () => {
  // As Espruino 2v29 sent it, with a half-typed `abc` at the end.
  const captured =
    ">1+1\r\n=2\r\n>\r\x1b[JReceived from ESP32-B: 2\r\nMessage from ESP32-B server: 2\r\n" +
    ">abc\x1b[D\x1b[D\x1b[D\r\x1b[JMissing from ESP32-B: 6 (1)\r\n>abc";
  const shown = [
    ">1+1",
    "=2",
    "Received from ESP32-B: 2",
    "Message from ESP32-B server: 2",
    "Missing from ESP32-B: 6 (1)",
    ">abc"
  ];

  it("is lines without the prompt that was taken away for them, and with the echo of a statement", () => {
    assert.deepEqual(linesOf(captured), shown);
  });

  it("is the same in whatever pieces it comes", () => {
    for (let at = 1; at < captured.length; at++)
      assert.deepEqual(linesOf(captured.slice(0, at), captured.slice(at)), shown, `cut at ${at}`);
    assert.deepEqual(linesOf(...captured), shown);
  });

  it("has characters of more than one byte, cut anywhere", () => {
    const bytes = Buffer.from("WiFi: joining café …\r\n");
    for (let at = 1; at < bytes.length; at++)
      assert.deepEqual(linesOf(bytes.subarray(0, at), bytes.subarray(at)), ["WiFi: joining café …"]);
  });

  it("has no colours and no other control characters, which would move the terminal's cursor", () => {
    assert.deepEqual(linesOf("\x1b[0;32mI (29) boot: ESP-IDF\x1b[0m\r\n\x07a\x00b\tc\x9b2J\r\n"), [
      "I (29) boot: ESP-IDF",
      "ab  c"
    ]);
  });

  it("is of each line what was written last", () => {
    assert.deepEqual(linesOf(">\r\x1b[J10 %\r20 %\r\n>\r\x1b[Ja\r\x1b[Jb\r\n"), ["20 %", "b"]);
  });

  it("has in pieces a line that does not end", () => {
    const lines = linesOf("x".repeat(2500));
    assert.deepEqual(lines.map(({ length }) => length), [1000, 1000, 500]);
  });

  it("keeps empty lines, and of a lone prompt nothing", () => {
    assert.deepEqual(linesOf("a\r\n\r\nb\r\n>"), ["a", "", "b"]);
  });
});
