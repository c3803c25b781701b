import type { Request } from "./head";
import type { WebSocket } from "./websocket";

/** Answers a plain HTTP request. */
export type OnPage = (request: Request, response: Response) => void;

/**
 * The answer to a plain HTTP request, with the methods of Espruino's `http`. It must `end` within
 * `handshakeMs`; its end is the end of the connection.
 */
export class Response {
  _headSent = false;

  constructor(
    readonly _ws: WebSocket,
    readonly _headOnly: boolean
  ) {}

  /** `status` may be followed by a reason: "404 no such page". */
  writeHead(status: number | string, headers?: { [name: string]: string | number }): this {
    let head = "HTTP/1.1 " + status + "\r\nConnection: close\r\n";
    for (const name in headers) head += name + ": " + headers[name] + "\r\n";
    this._headSent = true;
    this._ws._write(head + "\r\n");
    return this;
  }

  /** Sends a part of the body, after `writeHead(200)` if that was not called. */
  write(data: string): boolean {
    if (!this._headSent) this.writeHead(200);
    return this._headOnly || !data || this._ws._write(data);
  }

  end(data?: string): void {
    this.write(data || "");
    this._ws._endHttp();
  }
}

/** Has a plain HTTP request answered by `onPage`, if its method is one of those for pages. */
export function servePage(onPage: OnPage, ws: WebSocket, request: Request): void {
  const method = request.method;
  const response = new Response(ws, method === "HEAD");
  if (method === "GET" || method === "HEAD") onPage(request, response);
  else response.writeHead(405, { Allow: "GET, HEAD" }).end();
}
