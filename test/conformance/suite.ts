import { cases } from "./cases";
import { checkRequests, clientHandshakes, frameWithAnswer, runClientHandshake } from "./client-handshakes";
import { serverEnd, type ClientEnd } from "./ends";
import type { Part } from "./own-module";
import { runCase } from "./runner";
import { frameWithRequest, runServerHandshake, serverHandshakes, silentRequest } from "./server-handshakes";

// The conformance suite, whatever the programs run on, with the whole module or what of it is in the boards' scripts.

const FURTHER = { whole: ["Sec-WebSocket-Protocol: echo, chat", "X-Board: 42"], boards: [] };

/** `port()`: where the echo server of `programs.ts` listens. */
export function serverSuite(port: () => number, part: Part): void {
  const handshakes = serverHandshakes.filter(({ extra }) => part === "whole" || !extra);
  const end = { role: "server" as const, open: () => serverEnd(port()).open() };
  for (const each of cases) it(`${each.id} ${each.title}`, () => runCase(each, end));
  for (const each of handshakes) it(each.title, () => runServerHandshake(each, port()));
  if (part === "boards")
    it("asks a request for a page to upgrade", () =>
      runServerHandshake({ title: "", request: "GET / HTTP/1.1\r\nHost: board\r\n\r\n", status: "426", headers: { "sec-websocket-version": "13" }, body: "" }, port()));
  it("answers a frame in one packet with the request", () => frameWithRequest(port()));
  it("ends a connection that says nothing", () => silentRequest(port(), ""));
  it("ends a connection whose request stops in the middle", () => silentRequest(port(), "GET / HTTP/1.1\r\nHost"));
}

/** `printed` waits for a line that the echo client of `programs.ts` prints from now on. */
export function clientSuite(
  end: ClientEnd,
  port: () => number,
  printed: (line: string) => Promise<unknown>,
  part: Part
): void {
  const handshakes = clientHandshakes.filter(({ extra }) => part === "whole" || !extra);
  for (const each of cases) it(`${each.id} ${each.title}`, () => runCase(each, end));
  for (const each of handshakes) it(each.title, () => runClientHandshake(each, end, printed));
  it("sends a frame in one packet with the answer to its handlers", () => frameWithAnswer(end));
  it("asks for an upgrade as it must, with a new key each time", () => checkRequests(end, port(), FURTHER[part]));
  it("gives up when no answer comes", async () => {
    const { connection } = await end.accept();
    await printed("error 1006 no handshake in time");
    await connection.readToEnd();
  });
  it("says so when the server ends the connection before its answer", async () => {
    const { connection } = await end.accept();
    const told = printed("error 1006 ended within the handshake");
    connection.socket.end();
    await told;
  });
}
