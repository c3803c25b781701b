import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { type DeployError, failure, seconds } from "./failure";

/** Opens a Telnet console. */
export function openTcp(name: string, host: string, port: number, connectMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const fail = (error: DeployError): void => {
      clearTimeout(deadline);
      socket.destroy();
      reject(error);
    };
    const unreachable = (detail: string): void =>
      fail(failure("HOST_UNREACHABLE", name, { time: seconds(connectMs), detail }));
    const deadline = setTimeout(() => unreachable("no answer"), connectMs);
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") fail(failure("CONNECTION_REFUSED", name));
      else if (error.code === "ENOTFOUND" || error.code === "EAI_AGAIN") fail(failure("HOST_NOT_FOUND", name));
      else unreachable(error.code ?? error.message);
    });
    socket.once("connect", () => {
      clearTimeout(deadline);
      // What happens to an open link shows in its 'close'.
      socket.removeAllListeners("error").on("error", () => {});
      resolve(socket);
    });
  });
}
