import { once } from "node:events";
import { createServer, type Server, type Socket, connect } from "node:net";

/** A network cable between one browser and the server, which can be pulled out and put in again. */
export class Cable {
  readonly #sockets = new Set<Socket>();
  readonly #target: URL;
  readonly #latency: number;
  #server: Server | undefined;
  #port = 0;

  /** What is sent is under way for `latencyMs`, in either direction. */
  static async to(url: string, latencyMs = 0): Promise<Cable> {
    const cable = new Cable(new URL(url), latencyMs);
    await cable.plug();
    return cable;
  }

  constructor(target: URL, latencyMs: number) {
    this.#target = target;
    this.#latency = latencyMs;
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
      if (this.#latency === 0) near.pipe(far).pipe(near);
      else {
        this.#carry(near, far);
        this.#carry(far, near);
      }
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        // Browsers and servers that are killed reset their connections.
        one.on("error", () => one.destroy());
        one.on("close", () => {
          this.#sockets.delete(one);
          // What is under way still arrives.
          setTimeout(() => other.destroy(), this.#latency);
        });
      }
    });
    server.listen(this.#port, this.#target.hostname);
    await once(server, "listening");
    const address = server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
    this.#server = server;
  }

  #carry(from: Socket, to: Socket): void {
    from.on("data", (data) => void setTimeout(() => to.write(data), this.#latency));
    from.on("end", () => void setTimeout(() => to.end(), this.#latency));
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
