import { createSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import { encode, OP } from "../../conformance/wire";

// A program that sends datagrams and requests to boards, one of each every 50 ms, again and again; which ones is JSON on its
// standard input: `{ "datagrams": [{ "text", "to" }], "requests": [{ "host", "port", "head" }], "text" }`.

/** The port of the boards' announcements. */
const PORT = 8182;
const STEP_MS = 50;
/** So many connections stay open; older ones are closed. */
const OPEN = 4;

interface Orders {
  datagrams: { text: string; to: string }[];
  requests: { host: string; port: number; head: string }[];
  /** What is sent on a connection that was accepted. */
  text: string;
}

const socket = createSocket("udp4");
const open: Socket[] = [];

function request({ host, port, head }: Orders["requests"][number], text: string): void {
  const connection = connect(port, host, () => connection.write(head, "latin1"));
  connection.on("error", () => {});
  connection.once("data", (data) => {
    if (data.toString("latin1").startsWith("HTTP/1.1 101")) connection.write(encode({ opcode: OP.text, payload: Buffer.from(text) }, true));
  });
  open.push(connection);
  if (open.length > OPEN) open.shift()?.destroy();
}

let input = "";
process.stdin.setEncoding("utf8").on("data", (data: string) => {
  input += data;
});
process.stdin.on("end", () => {
  const { datagrams, requests, text } = JSON.parse(input) as Orders;
  let step = 0;
  setInterval(() => {
    const datagram = datagrams[step % datagrams.length];
    if (datagram) socket.send(datagram.text, PORT, datagram.to);
    if (requests.length) request(requests[step % requests.length], text);
    step++;
  }, STEP_MS);
  console.log("ready");
});
