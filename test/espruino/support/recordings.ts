import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { BoardId, Settings } from "../../../scripts/settings";
import { createFakeBoard } from "../../support/fake-board";
import { ADDRESSES, type Network } from "./network";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** For an answer. */
const ASK_MS = 5000;

/** Sends a request to a host's port, and prints the beginning of the answer. */
const ASK = `
const [host, port, head] = process.argv.slice(1);
const socket = require("net").connect(Number(port), host, () => socket.write(head));
socket.once("data", (data) => {
  console.log(String(data));
  socket.destroy();
});
`;

/** A request for an upgrade at a path, with an \`Authorization\` if one is given. */
export function upgrade(url: string, authorization?: string): string {
  return (
    `GET ${url} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
    `Sec-WebSocket-Key: ${KEY}\r\n${authorization === undefined ? "" : `Authorization: ${authorization}\r\n`}\r\n`
  );
}

/** What a stranger may have recorded of an earlier start of a board: authentic once, as it is made with the pair's key. */
export class EarlierStart {
  readonly #copy;

  constructor(
    settings: Settings,
    readonly id: BoardId,
    seed: number
  ) {
    this.#copy = createFakeBoard(seed).firmware({ ...settings[id] });
  }

  /** Announcements, questions and answers, from the board's address or another one. */
  datagrams(address: string = ADDRESSES[this.id]): string[] {
    const { announcement } = this.#copy.load<typeof import("../../../firmware/pair/announcement")>("pair/announcement");
    const { newNonce } = this.#copy.load<typeof import("../../../firmware/pair/key")>("pair/key");
    return [true, false].flatMap((asks) => ["", newNonce()].map((answers) => announcement(address, asks, newNonce(), answers, newNonce())));
  }

  /** Links to the server of the other board, which must not have its peer; returns the request that was accepted. */
  async link(network: Network, board: BoardId, port: number): Promise<string> {
    const { authorization } = this.#copy.load<typeof import("../../../firmware/pair/handshake")>("pair/handshake");
    const ask = async (head: string): Promise<string> => {
      const args = ["netns", "exec", network.outside, process.execPath, "-e", ASK, ADDRESSES[board], String(port), head];
      return (await promisify(execFile)("ip", args, { encoding: "latin1", timeout: ASK_MS })).stdout;
    };
    const url = `/ESP32-${this.id.toUpperCase()}`;
    const [, nonce] = /WWW-Authenticate: Pair (\S+)/.exec(await ask(upgrade(url, authorization(KEY, "")))) ?? [];
    const request = upgrade(url, authorization(KEY, nonce));
    const answer = await ask(request);
    if (!answer.startsWith("HTTP/1.1 101") || !answer.includes("Authentication-Info: Pair ")) throw new Error(`expected the link to be accepted, got ${answer}`);
    return request;
  }
}
