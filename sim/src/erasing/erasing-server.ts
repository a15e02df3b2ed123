import { type FollowHandler } from "../../../packages/server/src/followers/options.ts";
import { sweepRoom } from "../../../packages/server/src/retention/sweep-room.ts";
import { InMemoryServer } from "../../../packages/client/test/support/in-memory-server.ts";
import {
  type Fate,
  faulty,
  type FaultyStore,
  MemoryDisk,
  type StoreRequest,
} from "@alongside/testing";
import type { Store } from "@alongside/server";
import { SimRandom } from "../env/sim-random.ts";
import { DIGEST, Paper, ROOM } from "./paper.ts";
import type { Name, Words } from "./words.ts";

/** The steps of an erasing, and what goes on beside it: there it is worth dying. */
const STEPS: ReadonlySet<StoreRequest["name"]> = new Set([
  "beginErasure",
  "erasures",
  "listRooms",
  "hasUser",
  "erase",
  "endErasure",
  "saveFollower",
]);

export const FOLLOWER = "digest";

/** The shipped server on a disk of its own, which dies in the middle of what it does, and is started again. */
export class ErasingServer {
  readonly server: InMemoryServer<typeof Paper>;
  readonly disk = new MemoryDisk({ chain: true });
  /** Nothing goes wrong any more. */
  isCalm = false;
  /** How often it died, and somebody was erased from the room. */
  readonly counts = { crashes: 0, erased: 0, swept: 0 };
  readonly #random: SimRandom;
  readonly #words: Words;
  #store: FaultyStore;
  #isErasing = 0;

  constructor(seed: number, words: Words) {
    this.#random = new SimRandom(seed + 0xe4a5e);
    this.#words = words;
    this.server = new InMemoryServer(Paper, new SimRandom(-seed), {
      erase: ["by"],
      // What is refused is told in its own words.
      allow: ({ ops }) => {
        const said = JSON.stringify(ops);
        return said.includes("rude") ? { code: "manners", message: `Not ${said}` } : true;
      },
    });
    this.#store = this.#open();
    this.#start();
  }

  /** Erases people, one after the other or at once. */
  erase(names: readonly Name[]): void {
    for (const name of names) {
      this.#isErasing += 1;
      this.server.hub.erasures.erase(name).then(
        () => (this.#isErasing -= 1),
        () => (this.#isErasing -= 1),
      );
    }
  }

  crash(): void {
    if (this.isCalm) return;
    this.counts.crashes += 1;
    this.#isErasing = 0;
    this.#store.crash(this.#random.below(this.#store.waiting + 1));
    this.#store = this.#open();
    this.#start();
  }

  /** Lets go of all but the last entries. */
  sweep(most: number): void {
    const { clock } = this.server;
    const rest = (): Promise<void> => new Promise((resolve) => void clock.after(1, resolve));
    sweepRoom({ store: this.#store, clock, rest }, ROOM, { entries: most }).then(
      ({ entries }) => (this.counts.swept += entries),
      () => undefined,
    );
  }

  #start(): void {
    this.server.forget(this.#store);
    this.server.hub.erasures.resume();
    const batch = this.#random.pick([1, 3, 20]);
    this.server.hub.followers.follow(FOLLOWER, { batch, attempts: 1000 }, this.#handler);
  }

  /** Notes each entry, and says words of some, which is refused. */
  readonly #handler: FollowHandler = async ({ room, entries }, write) => {
    if (room !== ROOM) return;
    for (const entry of entries) {
      write.mutate(Paper, DIGEST, "sign", { by: entry.id });
      write.mutate(Paper, DIGEST, "quarrel", { words: JSON.stringify(entry) });
    }
    await this.#wait(this.#random.pick([0, 1, 5]));
  };

  #open(): FaultyStore {
    const store = this.disk.open();
    this.#linger(store);
    return faulty(store, (request) => this.#fate(request));
  }

  /** What a step has done is on the disk a while before its caller hears of it. */
  #linger(store: Store): void {
    const erase = store.erase.bind(store);
    store.erase = async (room, erasure) => {
      const erased = await erase(room, erasure);
      if (room === ROOM) {
        const { generation = 0 } = await store.origin(room);
        this.#words.erased(erasure.user as Name, generation);
        this.counts.erased += 1;
      }
      await this.#wait(this.#random.pick([0, 2, 10]));
      return erased;
    };
    const end = store.endErasure.bind(store);
    store.endErasure = async (as) => {
      await end(as);
      await this.#wait(this.#random.pick([0, 2]));
    };
  }

  #fate({ name }: StoreRequest): Promise<Fate> {
    const { random, server } = { random: this.#random, server: this.server };
    if (!this.isCalm && this.#isErasing > 0 && STEPS.has(name) && random.chance(0.06))
      server.clock.after(random.pick([0, 1, 3, 8]), () => this.crash());
    const ms = random.chance(0.1) ? random.below(30) : random.below(3);
    return this.#wait(ms).then(() => "ok");
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.server.clock.after(ms, resolve));
  }
}
