import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A board's console on a TCP port of this computer, which prints what a test says. */
export class TcpConsole {
  /** All that ever came. */
  received = "";
  private server: Server = this.createServer();
  private socket?: Socket;
  private port = 0;

  static async start(): Promise<TcpConsole> {
    const made = new TcpConsole();
    await made.plugIn();
    return made;
  }

  get name(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  say(text: string): void {
    this.socket?.write(text);
  }

  /** Prints `perSecond` numbered lines a second until `stop` is called, which returns how many they were. */
  flood(perSecond: number): () => number {
    const startedMs = Date.now();
    let count = 0;
    const timer = setInterval(() => {
      const due = Math.floor(((Date.now() - startedMs) / 1000) * perSecond);
      let text = "";
      while (count < due) text += `Received from ESP32-B: ${2 * ++count}\r\n`;
      this.say(text);
    }, 10);
    return () => {
      clearInterval(timer);
      return count;
    };
  }

  /** Resolves once `text` has come. */
  async gets(text: string): Promise<void> {
    while (!this.received.includes(text)) {
      if (this.socket) await once(this.socket, "data");
      else await this.connected();
    }
  }

  async connected(): Promise<void> {
    if (!this.socket) await once(this.server, "connection");
  }

  /** The cable is pulled. */
  async unplug(): Promise<void> {
    this.socket?.destroy();
    this.socket = undefined;
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** And is back, on the same port. */
  async plugIn(): Promise<void> {
    this.server = this.createServer();
    await new Promise<void>((resolve) => this.server.listen(this.port, "127.0.0.1", resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  private createServer(): Server {
    return createServer((socket) => {
      this.socket = socket;
      socket.on("error", () => {});
      socket.on("data", (data) => (this.received += data.toString()));
    });
  }
}
