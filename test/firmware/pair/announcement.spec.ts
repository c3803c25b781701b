import assert from "node:assert/strict";
import { seededRandom } from "../../../shims/random";
import { createFakeBoard, SETTINGS_B } from "../../support/fake-board";

type AnnouncementFile = typeof import("../../../firmware/pair/announcement");

const board = createFakeBoard();
const A = board.firmware().load<AnnouncementFile>("pair/announcement");
const copyB = board.firmware(SETTINGS_B);
const B = copyB.load<AnnouncementFile>("pair/announcement");
const { boot, codeOf } = copyB.load<typeof import("../../../firmware/pair/key")>("pair/key");

const ADDRESS = "192.168.1.21";
const [challenge, answers, nonce] = ["c", "a", "n"].map((letter) => letter.repeat(24));
const TEXT = B.announcement(ADDRESS, true, challenge, answers, nonce);

/** With the right code, whatever it says. */
function signed(words: string): string {
  return `${words} ${codeOf(words)}`;
}

describe("an announcement", () => {
  it("says name, address, port, boot ID, whether it asks, challenge, what it answers, and the nonce", () => {
    assert.deepEqual(A.parseAnnouncement(TEXT, ADDRESS), {
      name: "ESP32-B", port: 82, boot, asks: true, challenge, answers, nonce, isAuthentic: true
    });
    const plain = B.announcement(ADDRESS, false, challenge, "", nonce);
    const { asks, answers: none, isAuthentic } = A.parseAnnouncement(plain, ADDRESS) ?? assert.fail();
    assert.deepEqual([asks, none, isAuthentic], [false, "", true]);
  });

  it("is in the form of protocol.md, and fits a datagram that Espruino reads", () => {
    assert.match(TEXT, /^pair2 ESP32-B 192\.168\.1\.21 82 \d{1,10} \? c{24} a{24} n{24} \S{24}$/);
    assert.ok(TEXT.length < 180, String(TEXT.length));
  });

  it("is nonsense from another address than it says, whatever its code", () => {
    assert.equal(A.parseAnnouncement(TEXT, "192.168.1.22"), undefined);
    assert.equal(A.parseAnnouncement(TEXT.replace(ADDRESS, "192.168.1.22"), "192.168.1.22")?.isAuthentic, false);
  });

  it("is not authentic, or no announcement, if any one of its characters is another", () => {
    const random = seededRandom(5);
    for (let at = 0; at < TEXT.length; at++) {
      const other = String.fromCharCode((TEXT.charCodeAt(at) + 1 + ((random() >>> 0) % 254)) % 256);
      const changed = TEXT.slice(0, at) + other + TEXT.slice(at + 1);
      if (changed !== TEXT) assert.notEqual(A.parseAnnouncement(changed, ADDRESS)?.isAuthentic, true, changed);
    }
  });

  it("is not authentic with another key", () => {
    const other = board.firmware({ ...SETTINGS_B, pairKey: "other" }).load<AnnouncementFile>("pair/announcement");
    assert.equal(A.parseAnnouncement(other.announcement(ADDRESS, true, challenge, answers, nonce), ADDRESS)?.isAuthentic, false);
  });

  it("has a port from 1 to 65535, with any key", () => {
    const withPort = (port: string): string => signed(`pair2 ESP32-B ${ADDRESS} ${port} ${boot} ? ${challenge} - ${nonce}`);
    for (const port of ["1", "82", "65535"]) assert.equal(A.parseAnnouncement(withPort(port), ADDRESS)?.port, Number(port));
    const bad = ["0", "00082", "082", "65536", "99999", "100000", "82.5", "-1", "+82", "1e3", "0x52", "Infinity", "NaN", "8 2", "", "x", "9".repeat(60)];
    for (const port of bad) assert.equal(A.parseAnnouncement(withPort(port), ADDRESS), undefined, port);
  });

  it("is no announcement if words are missing or left over, it has another first word, or is too long", () => {
    const words = TEXT.split(" ");
    for (let count = 0; count < words.length; count++) assert.equal(A.parseAnnouncement(words.slice(0, count).join(" "), ADDRESS), undefined);
    for (const text of [`${TEXT} `, ` ${TEXT}`, TEXT.replace("pair2", "pair1"), TEXT.replace("?", "x"), TEXT.replace("ESP32-B", "B".repeat(60)), "", " ".repeat(9), "\0\xff".repeat(260)])
      assert.equal(A.parseAnnouncement(text, ADDRESS), undefined, text);
  });
});
