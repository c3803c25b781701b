import assert from "node:assert/strict";
import { WStype } from "../../firmware/ws-events";
import { shimmedModule, type ShimmedModule } from "./ws/shimmed";

const TEXT = "x".repeat(1000);
const LIMIT_BYTES = 16384;

describe("the server role and clients that do not read", () => {
  let role: typeof import("../../firmware/ws-server");
  let clock: ShimmedModule["clock"];
  let connect: ShimmedModule["connect"];
  let events: string[];

  beforeEach(() => {
    const shimmed = shimmedModule();
    ({ clock, connect } = shimmed);
    events = [];
    shimmed.copy.load<typeof import("../../firmware/ws")>("ws").setDefaults({ keepAlive: 0 });
    role = shimmed.copy.load("ws-server");
    role.onEvent((num, type, payload, code) => {
      if (type === WStype.ERROR) events.push(`${num}: error ${code} ${payload}`);
      if (type === WStype.DISCONNECTED) events.push(`${num}: gone ${code} ${payload}`);
    });
    role.begin(81);
  });

  it("refuses texts for one whose queue is full, and sends them to the others", () => {
    const [slow, quick] = [connect(), connect()];
    for (let i = 0; i < 40; i++) {
      quick.dSnd = "";
      assert.equal(role.broadcastTXT(TEXT), i < 16 ? 2 : 1);
    }
    assert.ok(slow.dSnd.length <= LIMIT_BYTES);
  });

  it("drops one whose queue stays full for 10 s, tells why, and keeps the others", () => {
    const [slow, quick] = [connect(), connect()];
    const broadcastFor = (s: number): void => {
      for (let i = 0; i < 10 * s; i++) {
        quick.dSnd = "";
        role.broadcastTXT(TEXT);
        clock.pass(100);
      }
    };
    // 16 of them fill the queue.
    broadcastFor(1.6 + 9.9);
    assert.deepEqual([role.connectedClients(), slow.cls, events], [2, undefined, []]);
    broadcastFor(0.3);
    assert.deepEqual([role.connectedClients(), slow.cls], [1, true]);
    assert.deepEqual(events, ["0: error 1006 reads too slowly", "0: gone 1006 "]);
    assert.equal(quick.cls, undefined);
  });

  it("keeps one that reads again within 10 s", () => {
    const socket = connect();
    const fill = (): void => {
      while (role.broadcastTXT(TEXT));
    };
    for (let i = 0; i < 5; i++) {
      fill();
      clock.pass(9000);
      fill();
      socket.dSnd = "";
    }
    assert.deepEqual([role.connectedClients(), events], [1, []]);
  });
});
