import assert from "node:assert/strict";
import type { Case, Expected } from "./case";
import type { RawSocket } from "./raw-socket";
import { closePayload, encode, OP, type Frame } from "./wire";

/** How soon the TCP connection must end once the close frame is out. */
const ENDED_MS = 1000;

/** What is tested, seen from the peer. */
export interface EchoEnd {
  role: "server" | "client";
  /** A connection whose opening handshake is done. */
  open(): Promise<RawSocket>;
}

const show = (frame: { opcode: number; payload: Buffer }) =>
  `opcode ${frame.opcode}, ${frame.payload.length} bytes: ${frame.payload.subarray(0, 80).toString("hex")}`;

async function nextFrame(connection: RawSocket, end: EchoEnd): Promise<Frame | undefined> {
  const frame = await connection.readFrame();
  if (!frame) return undefined;
  assert.equal(frame.masked, end.role === "client", `a ${end.role}'s frame has the wrong masking`);
  assert.equal(frame.rsv, 0, "a frame has reserved bits set");
  assert.equal(frame.fin, true, "an echo comes in fragments");
  return frame;
}

async function expectFrames(connection: RawSocket, end: EchoEnd, expected: Expected[]): Promise<void> {
  for (const each of expected) {
    const frame = await nextFrame(connection, end);
    assert.ok(frame, `expected ${show(each)}, but the connection ended`);
    assert.equal(show(frame), show(each));
    assert.ok(frame.payload.equals(each.payload), "the payload differs after its first 80 bytes");
  }
}

/** Runs a case over a new connection; rejects with what was expected and what came. */
export async function runCase(each: Case, end: EchoEnd): Promise<void> {
  const masks = end.role === "server";
  const connection = await end.open();
  try {
    for (const step of each.steps) {
      const bytes = step.send.map((part) => (Buffer.isBuffer(part) ? part : encode(part, masks)));
      await connection.write(Buffer.concat(bytes), step.chop);
    }
    await expectFrames(connection, end, each.expect);

    const normal = closePayload(1000);
    if (each.ending.kind === "normal") await connection.write(encode({ opcode: OP.close, payload: normal }, masks));
    const last = await nextFrame(connection, end);
    assert.ok(last, "expected a close frame, but the connection ended");
    assert.equal(last.opcode, OP.close, `expected a close frame, not ${show(last)}`);
    if (each.ending.kind === "failed") {
      // It is not answered: who fails a connection ends it (RFC 6455, section 7.1.7).
      assert.equal(last.payload.length < 2 ? 1005 : last.payload.readUInt16BE(), each.ending.code, "close code");
    } else {
      const payload = each.ending.kind === "answered" ? each.ending.payload : normal;
      assert.equal(last.payload.toString("hex"), payload.toString("hex"), "payload of the close frame");
    }

    // Otherwise the server ends the TCP connection (section 7.1.1); and nothing comes after the close frame.
    if (end.role === "client" && each.ending.kind !== "failed") connection.socket.end();
    const after = await connection.readToEnd(ENDED_MS);
    assert.equal(after.toString("hex"), "", "bytes after the close frame");
  } finally {
    connection.destroy();
  }
}
