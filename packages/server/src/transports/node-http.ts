import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { answer } from "../http/answer.ts";
import { Corks } from "./corks.ts";
import type { HttpAnswer, HttpBody } from "./http-exchange.ts";
import type { HttpLinks } from "./http-links.ts";

/** Hands requests of Node's HTTP server to `links`. `address` says whose a request is; `onError` takes what was thrown. */
export function nodeHttp(
  links: HttpLinks,
  address: (request: IncomingMessage) => string,
  onError: (error: unknown) => void,
): RequestListener {
  const corks = new Corks();
  return (request, response) => {
    // What a peer does shows in the close; what is left are mistakes of ours.
    response.on("error", onError);
    const { method = "GET", url = "/", headers } = request;
    let body: HttpBody | undefined;
    try {
      const asked = { method, url, headers, address: address(request) };
      body = links.handle(asked, new NodeAnswer(response, corks));
    } catch (error) {
      onError(error);
      response.destroy();
    }
    if (body !== undefined) bring(request, body);
  };
}

/** Hands over the body of a request as it comes. */
function bring(request: IncomingMessage, body: HttpBody): void {
  request.on("data", (chunk: Buffer) => body.piece(chunk));
  request.on("end", () => body.end());
  request.on("close", () => body.gone());
  // The close that follows says it.
  request.on("error", () => undefined);
}

class NodeAnswer implements HttpAnswer {
  readonly #response: ServerResponse;
  readonly #corks: Corks;

  constructor(response: ServerResponse, corks: Corks) {
    this.#response = response;
    this.#corks = corks;
  }

  get writableLength(): number {
    return this.#response.writableLength;
  }

  get isTaken(): boolean {
    return this.#response.writableFinished;
  }

  get isDestroyed(): boolean {
    return this.#response.destroyed;
  }

  set(name: string, value: string): void {
    this.#response.setHeader(name, value);
  }

  begin(headers: { readonly [name: string]: string }): void {
    this.#response.writeHead(200, headers);
    this.#response.flushHeaders();
  }

  write(bytes: Buffer, onLeft?: (error?: Error | null) => void): void {
    const { socket } = this.#response;
    // The socket, as what a response itself holds back is lost when that ends.
    if (onLeft === undefined && socket) this.#corks.hold(socket);
    this.#response.write(bytes, onLeft);
  }

  end(): void {
    if (!this.#response.headersSent) this.#response.writeHead(204);
    this.#response.end();
  }

  refuse(status: number, message: string): void {
    const response = this.#response;
    response.setHeader("Connection", "close");
    // Otherwise all that is there already would be read before the socket is closed.
    if (!response.req.complete) response.socket?.pause();
    answer(response, status, message);
  }

  destroy(): void {
    // What has come already and was not read yet would still be handed over.
    this.#response.req.removeAllListeners("data");
    this.#response.destroy();
  }

  onClose(fn: () => void): void {
    this.#response.on("close", fn);
  }
}
