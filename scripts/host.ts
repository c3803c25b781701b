const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const HOST_NAME = /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.(?!$)|$))+$/i;

const HOST = "a host name or an IPv4 address, without a port or http://";
const ONE_BOARD = "the address of one board, such as 192.168.1.20";

export function isAddress(host: string): boolean {
  return IPV4.test(host);
}

/** What was expected, if `host` is not where a board can be; with the address that was probably meant. */
export function hostProblem(host: string): string | undefined {
  const bytes = host.split(".").map(Number);
  const isDotted = /^\d{1,9}(\.\d{1,9}){3}$/.test(host);
  if (isDotted && bytes.every((byte) => byte < 256) && bytes.join(".") !== host)
    return `an address without leading zeros, as ${bytes.join(".")}`;
  if (!isAddress(host)) return HOST_NAME.test(host) && !/^[\d.]+$/.test(host) ? undefined : HOST;
  const [first, , , last] = bytes;
  if (first === 0) return ONE_BOARD;
  if (first >= 224 && first < 240) return `${ONE_BOARD}, not a multicast address`;
  if (first >= 240 || last === 255) return `${ONE_BOARD}, not a broadcast address`;
  return undefined;
}

/** Whether both stand for the same place. */
export function isSameHost(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
