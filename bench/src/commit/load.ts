import { cpuMs, sleep } from "../process.ts";
import { Samples, type Summary } from "../stats.ts";
import type { Line, Wire } from "./wires/wire.ts";

/** How to press: with so many changes of each client under way, or with so many changes a second in all. */
export type Pressure =
  | { readonly name: "closed"; readonly window: number }
  | { readonly name: "open"; readonly perSecond: number };

export interface Target {
  readonly port: number;
  readonly clients: number;
  readonly rooms: number;
  /** Begins the names of this load's rooms. */
  readonly prefix: string;
}

export interface Measured {
  readonly seconds: number;
  /** Changes acknowledged while the clock ran. */
  readonly acked: number;
  readonly perSecond: number;
  /** CPU time of the server, and of the load generator itself, for 10,000 acknowledged changes. */
  readonly serverMsPer10k: number;
  readonly driverMsPer10k: number;
  /** Milliseconds from sending (open loop: from when it was due) to the acknowledgement, and to another client. */
  readonly ack: Summary;
  readonly peer: Summary;
  readonly bytesPerChange: number;
  /** The open loop gave up because the server fell too far behind. */
  readonly behind: boolean;
}

/** Unanswered changes at which an open loop gives up. */
const MOST_WAITING = 30_000;

interface Client {
  line: Line | undefined;
  sent: number;
  acked: number;
  /** When each change was sent, or due. */
  readonly times: Float64Array;
}

const TIMES = 1 << 16;

/** Clients in rooms, each writing its own record. */
export class Load {
  readonly #clients: Client[] = [];
  #acks = new Samples();
  #peers = new Samples();
  #onAck: (client: Client) => void = () => undefined;
  #bytes = 0;

  static async open(wire: Wire, target: Target): Promise<Load> {
    const load = new Load();
    const { port, clients, rooms, prefix } = target;
    for (let i = 0; i < clients; i++) {
      load.#clients.push({ line: undefined, sent: 0, acked: 0, times: new Float64Array(TIMES) });
    }
    // A few at a time, like people arriving.
    for (let from = 0; from < clients; from += 16) {
      const some = load.#clients.slice(from, from + 16);
      await Promise.all(
        some.map(async (client, j) => {
          const i = from + j;
          const room = `${prefix}${i % rooms}`;
          client.line = await wire.connect(port, room, i, {
            ack: (n) => load.#acked(client, n),
            peer: (from_, n) => load.#seen(from_, n),
          });
        }),
      );
    }
    return load;
  }

  /** Presses for a while, then waits until all is answered. `serverPid` is whose CPU time counts. */
  async run(pressure: Pressure, ms: number, serverPid: number): Promise<Measured> {
    this.#acks = new Samples();
    this.#peers = new Samples();
    this.#bytes = 0;
    const before = this.#totals();
    const serverCpu = cpuMs(serverPid);
    const driverCpu = process.cpuUsage();
    const start = performance.now();
    const behind =
      pressure.name === "closed"
        ? await this.#closed(pressure.window, ms)
        : await this.#open(pressure.perSecond, ms);
    const seconds = (performance.now() - start) / 1000;
    const acked = this.#totals().acked - before.acked;
    const server = cpuMs(serverPid) - serverCpu;
    const driver = process.cpuUsage(driverCpu);
    const sent = this.#totals().sent - before.sent;
    await this.#drain();
    return {
      seconds,
      acked,
      perSecond: acked / seconds,
      serverMsPer10k: (server / acked) * 10_000,
      driverMsPer10k: ((driver.user + driver.system) / 1000 / acked) * 10_000,
      ack: this.#acks.summary(),
      peer: this.#peers.summary(),
      bytesPerChange: this.#bytes / sent,
      behind,
    };
  }

  /** Changes acknowledged since the connections were opened. */
  get acked(): number {
    return this.#totals().acked;
  }

  close(): void {
    for (const { line } of this.#clients) line?.close();
  }

  async #closed(window: number, ms: number): Promise<false> {
    this.#onAck = (client) => this.#send(client, performance.now());
    for (const client of this.#clients) {
      for (let i = 0; i < window; i++) this.#send(client, performance.now());
    }
    await sleep(ms);
    this.#onAck = () => undefined;
    return false;
  }

  async #open(perSecond: number, ms: number): Promise<boolean> {
    const start = performance.now();
    const every = 1000 / perSecond;
    for (let sent = 0; ;) {
      const now = performance.now();
      if (now - start >= ms) return false;
      for (; start + sent * every <= now; sent++) {
        const client = this.#clients[sent % this.#clients.length];
        if (client !== undefined) this.#send(client, start + sent * every);
      }
      const { sent: all, acked } = this.#totals();
      if (all - acked > MOST_WAITING) return true;
      await sleep(1);
    }
  }

  #send(client: Client, at: number): void {
    const n = ++client.sent;
    client.times[n % TIMES] = at;
    this.#bytes += client.line?.send(n) ?? 0;
  }

  #acked(client: Client, n: number): void {
    if (n !== client.acked + 1) throw new Error(`Ack of ${n} came after that of ${client.acked}`);
    client.acked = n;
    this.#acks.add(performance.now() - (client.times[n % TIMES] ?? 0));
    this.#onAck(client);
  }

  #seen(from: number, n: number): void {
    this.#peers.add(performance.now() - (this.#clients[from]?.times[n % TIMES] ?? 0));
  }

  async #drain(): Promise<void> {
    const until = performance.now() + 10_000;
    for (;;) {
      const { sent, acked } = this.#totals();
      if (sent === acked) return;
      if (performance.now() > until) throw new Error(`${sent - acked} changes were never answered`);
      await sleep(5);
    }
  }

  #totals(): { sent: number; acked: number } {
    let sent = 0;
    let acked = 0;
    for (const client of this.#clients) {
      sent += client.sent;
      acked += client.acked;
    }
    return { sent, acked };
  }
}
