import { once } from "node:events";
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from "node:net";

/**
 * A network cable that leads from a port of its own to a server. It keeps the port while it is out, and while the server is
 * another one: a port that is given back meanwhile may be somebody else's.
 */
export class Cable {
  readonly #sockets = new Set<Socket>();
  readonly #latency: number;
  readonly #near: Server;
  #target: NetConnectOpts | undefined;
  #isPlugged = false;
  #isDeaf = false;
  #port = 0;

  /** Leads to `target`. What is sent is under way for `latencyMs`, in either direction. */
  static async to(target: NetConnectOpts, latencyMs = 0): Promise<Cable> {
    const cable = new Cable(latencyMs);
    await cable.open();
    cable.plug(target);
    return cable;
  }

  constructor(latencyMs = 0) {
    this.#latency = latencyMs;
    this.#near = createServer((near) => {
      if (!this.#isPlugged || this.#target === undefined) return void near.destroy();
      if (this.#isDeaf) return this.#hold(near);
      const far = connect(this.#target);
      if (latencyMs === 0) near.pipe(far).pipe(near);
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
          setTimeout(() => other.destroy(), latencyMs);
        });
      }
    });
  }

  /** What the browser opens instead of `url`. */
  at(url: string): string {
    const near = new URL(url);
    near.host = `127.0.0.1:${this.#port}`;
    return near.href;
  }

  /** Takes its port. Until it is plugged in, it lets nothing through. */
  async open(): Promise<void> {
    this.#near.listen(0, "127.0.0.1");
    await once(this.#near, "listening");
    const address = this.#near.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
  }

  /** Puts it in, where it was or elsewhere. */
  plug(target = this.#target): void {
    this.#target = target;
    this.#isPlugged = true;
    this.#isDeaf = false;
  }

  /** Lets everybody connect and stay connected, and carries nothing any more, until it is pulled. */
  deafen(): void {
    this.#isDeaf = true;
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
  }

  #carry(from: Socket, to: Socket): void {
    from.on("data", (data) => void setTimeout(() => to.write(data), this.#latency));
    from.on("end", () => void setTimeout(() => to.end(), this.#latency));
  }

  /** Nothing goes through any more; whoever connects is cut off at once. */
  pull(): void {
    this.#isPlugged = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.pull();
    this.#near.close();
    await once(this.#near, "close");
  }
}

/** Where the server of a page listens. */
export function socketAt(url: string): NetConnectOpts {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
