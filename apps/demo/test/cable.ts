import { once } from "node:events";
import { createServer, type Server, type Socket, connect } from "node:net";

/** A network cable between one browser and the server, which can be pulled out and put in again. */
export class Cable {
  readonly #sockets = new Set<Socket>();
  readonly #target: URL;
  #server: Server | undefined;
  #port = 0;

  static async to(url: string): Promise<Cable> {
    const cable = new Cable(new URL(url));
    await cable.plug();
    return cable;
  }

  constructor(target: URL) {
    this.#target = target;
  }

  /** What the browser opens; the same after the cable was out. */
  get url(): string {
    const url = new URL(this.#target);
    url.port = String(this.#port);
    return url.href;
  }

  async plug(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(Number(this.#target.port), this.#target.hostname);
      near.pipe(far).pipe(near);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        // Browsers and servers that are killed reset their connections.
        one.on("error", () => other.destroy());
        one.on("close", () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
    server.listen(this.#port, this.#target.hostname);
    await once(server, "listening");
    const address = server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
    this.#server = server;
  }

  /** Nothing goes through any more, and nobody can connect. */
  async pull(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(server, "close");
  }
}
