import type { RoomId } from "@alongside/core/engine";
import { type Fate, faulty, type FaultyStore, MemoryDisk } from "@alongside/testing";
import { InMemoryServer } from "../../../packages/client/test/support/in-memory-server.ts";
import { checkConditions } from "../../../packages/server/src/api/conditions.ts";
import { problemOf } from "../../../packages/server/src/api/problem.ts";
import { Router } from "../../../packages/server/src/api/router.ts";
import type { FollowHandler } from "../../../packages/server/src/followers/options.ts";
import { SimRandom } from "../env/sim-random.ts";
import { NOTED, Sheet } from "./sheet.ts";

/** A request as it comes over the wire. */
export interface Asked {
  readonly method: string;
  /** What follows `/v1`. */
  readonly path: string;
  readonly query?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly type: string;
  readonly body: string;
}

/** What it is answered with. */
export interface Told {
  readonly status: number;
  readonly body: {
    readonly seq?: number;
    readonly code?: string;
    readonly name?: string;
    readonly at?: string;
  };
}

/** Whose answer is the last word: others are asked again. */
export function isDefinite({ status }: Told): boolean {
  return status < 500 && status !== 429;
}

/** The shipped server with its HTTP API, without the sockets, on a disk of its own. It dies, and so does the disk, and is started again. */
export class AskingServer {
  readonly server: InMemoryServer<typeof Sheet>;
  readonly disk = new MemoryDisk({ chain: true });
  /** Nothing goes wrong any more. */
  isCalm = false;
  readonly counts = { crashes: 0, failures: 0, saved: 0 };
  readonly #random: SimRandom;
  #store: FaultyStore;
  #router = new Router([]);

  constructor(seed: number) {
    this.#random = new SimRandom(seed + 0x4771);
    this.server = new InMemoryServer(Sheet, new SimRandom(-seed), {
      allow: ({ ops }) =>
        JSON.stringify(ops).includes("rude") ? { code: "manners", message: "Be kind" } : true,
    });
    this.server.readers.add("reader");
    this.#store = this.#open();
    this.#start();
  }

  /** Answers a request, unless the process dies before: then nobody hears anything. */
  async answer(asked: Asked, incoming: AsyncIterable<Uint8Array>): Promise<Told> {
    const { hub } = this.server;
    let told: Told;
    try {
      const { operation, params } = this.#router.find(asked.method, asked.path);
      const query = new URLSearchParams(asked.query);
      checkConditions(operation, query, asked.headers);
      const { status = 200, body } = await operation.run({
        access: { scope: "admin", rooms: "", name: "key" },
        isHead: false,
        prefix: "/v1",
        params,
        query,
        headers: asked.headers,
        address: "192.0.2.1",
        body: {
          bytes: Buffer.from(operation.isStreamed === true ? "" : asked.body),
          type: asked.type,
        },
        incoming: this.#whileAlive(incoming),
        isWanted: () => true,
        signal: new AbortController().signal,
      });
      told = { status, body: body as Told["body"] };
    } catch (error) {
      const problem = problemOf(error);
      told =
        problem === undefined
          ? { status: 500, body: { code: String(error) } }
          : { status: problem.status, body: problem.body };
    }
    if (hub !== this.server.hub) return new Promise(() => undefined);
    return told;
  }

  crash(): void {
    this.counts.crashes += 1;
    this.#store.crash(this.#random.below(this.#store.waiting + 1));
    this.#store = this.#open();
    this.#start();
  }

  /** Writes a snapshot of a room, from which the next process begins. */
  save(room: RoomId): void {
    const head = this.disk.head(room);
    if (head === 0) return;
    this.#store.saveSnapshot(room, head).then(
      () => (this.counts.saved += 1),
      () => undefined,
    );
  }

  #start(): void {
    this.server.forget(this.#store);
    this.#router = new Router(this.server.hub.operations());
    const batch = this.#random.pick([1, 3, 20]);
    this.server.hub.followers.follow("noter", { batch, attempts: 1000 }, this.#handler);
  }

  /** Notes each entry, once. */
  readonly #handler: FollowHandler = async ({ room, entries }, write) => {
    if (room === NOTED) return;
    for (const { seq } of entries) write.mutate(Sheet, "noted", "put", { word: `${room}#${seq}` });
    await this.wait(this.#random.pick([0, 1, 5]));
  };

  /** A body that ends nowhere once the process that reads it is dead. */
  async *#whileAlive(incoming: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const { hub } = this.server;
    for await (const piece of incoming) {
      if (hub !== this.server.hub) await new Promise(() => undefined);
      yield piece;
    }
  }

  #open(): FaultyStore {
    return faulty(this.disk.open(), async ({ name }): Promise<Fate> => {
      const random = this.#random;
      await this.wait(random.chance(0.1) ? random.below(30) : random.below(3));
      if (this.isCalm || !random.chance(name === "append" ? 0.02 : 0.005)) return "ok";
      this.counts.failures += 1;
      return random.pick(["fail", "written", "lost"]);
    });
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.server.clock.after(ms, resolve));
  }
}
