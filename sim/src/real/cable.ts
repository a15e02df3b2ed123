import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A line to the server, which breaks when it is told to. Its near end stays where it is, wherever the server comes back: a port
 * that nobody listens on meanwhile may be given to somebody else.
 */
export class Cable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port: number;
  #downUntil = 0;

  constructor(port: number) {
    this.#port = port;
    this.#server = createServer((near) => {
      if (Date.now() < this.#downUntil) return void near.destroy();
      const far = connect(this.#port, "127.0.0.1");
      near.pipe(far).pipe(near);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
  }

  /** Returns the port that leads to the server. */
  async open(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    return address !== null && typeof address === "object" ? address.port : 0;
  }

  /** Where the server is from now on. */
  lead(port: number): void {
    this.#port = port;
  }

  /** Breaks the line, for `ms`. */
  cut(ms = 0): void {
    this.#downUntil = Math.max(this.#downUntil, Date.now() + ms);
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
