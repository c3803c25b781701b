import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { type DeployError, failures } from "./failure";

/** Opens a Telnet console. */
export function openTcp(name: string, host: string, port: number, connectMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const fail = (error: DeployError): void => {
      clearTimeout(deadline);
      socket.destroy();
      reject(error);
    };
    const deadline = setTimeout(() => fail(failures.hostUnreachable(name, connectMs)), connectMs);
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") fail(failures.connectionRefused(name));
      else if (error.code === "ENOTFOUND" || error.code === "EAI_AGAIN") fail(failures.hostNotFound(name));
      else fail(failures.hostUnreachable(name, connectMs, error.code ?? error.message));
    });
    socket.once("connect", () => {
      clearTimeout(deadline);
      // What happens to an open link shows in its 'close'.
      socket.removeAllListeners("error").on("error", () => {});
      resolve(socket);
    });
  });
}
