import { createSocket } from "node:dgram";
import { realClock } from "../../../shims/interpreter";
import { Lossy } from "../../../shims/lossy";
import { seededRandom } from "../../../shims/random";

// A program that hands datagrams on between two hosts; its arguments are the port, a seed, and the addresses of both.
// From a line "lossy" on its standard input until a line "clear" it loses one of five, and is late with the others.

/** In front of the IPv4 packet: the header of VXLAN (RFC 7348), and that of Ethernet. */
const HEADERS_BYTES = 8 + 14;
/** Where the checksum is behind the IPv4 header, by protocol: of TCP and of UDP. */
const CHECKSUM_AT: Record<number, number | undefined> = { 6: 16, 17: 6 };

/** Completes the checksum of what is in a packet (RFC 1071), as the kernel leaves that to a network card. */
function complete(datagram: Buffer): void {
  const packet = datagram.subarray(HEADERS_BYTES);
  const size = (packet[0] & 15) * 4;
  const at = CHECKSUM_AT[packet[9]];
  if (datagram.readUInt16BE(HEADERS_BYTES - 2) !== 0x0800 || at === undefined) return;
  const data = packet.subarray(size, packet.readUInt16BE(2));
  data.writeUInt16BE(0, at);
  // With the addresses, which are just in front of it, the protocol and the length.
  let sum = packet[9] + data.length;
  for (let i = 12; i < 20; i += 2) sum += packet.readUInt16BE(i);
  for (let i = 0; i < data.length; i += 2) sum += (data[i] << 8) | (data[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  data.writeUInt16BE(~sum & 0xffff || 0xffff, at);
}

const [port, seed, ...hosts] = process.argv.slice(2);
const lossy = new Lossy(realClock, seededRandom(Number(seed)));
const socket = createSocket("udp4");

socket.on("message", (datagram, { address }) => {
  complete(datagram);
  const to = hosts.find((host) => host !== address);
  const ms = lossy.datagramMs();
  if (ms === 0) socket.send(datagram, Number(port), to);
  else if (ms) setTimeout(() => socket.send(datagram, Number(port), to), ms);
});
socket.bind(Number(port), () => {
  console.log("ready");
});
process.stdin.setEncoding("utf8").on("data", (data: string) => {
  lossy.active = data.trimEnd().endsWith("lossy");
});
process.stdin.on("end", () => process.exit());
