import type { StorageOf } from "@alongside/core";
import type { Entry, Random } from "@alongside/core/engine";
import type { InboxOptions } from "../../src/inbox/options.ts";
import { implement, type RoomImplementation } from "../../src/implement.ts";
import { type Limits, limitsWith } from "../../src/limits.ts";
import type { EntryKinds } from "../../src/room/entry-kinds.ts";
import { Hub } from "../../src/session/hub.ts";
import type { Authenticate } from "../../src/session/wire.ts";
import {
  type Fate,
  faulty,
  type FaultyStore,
  type StoreRequest,
} from "../../../testing/src/faulty.ts";
import { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import { Board, ROOM } from "./board.ts";
import { type JoinPart, type LastOf, Peer } from "./peer.ts";
import { settle, TestClock } from "./test-clock.ts";

export interface WorldOptions {
  readonly rooms?: readonly RoomImplementation[];
  readonly limits?: Partial<Limits>;
  readonly inbox?: InboxOptions;
  readonly authenticate?: Authenticate;
  readonly disk?: MemoryDisk;
  readonly clock?: TestClock;
  readonly entryKinds?: EntryKinds;
}

/** Whoever says their name is who they say. */
export const byName: Authenticate = (token = "ann") => ({
  user: { id: token, name: token.toUpperCase(), color: "#123456" },
});

/** The shipped hub without sockets: its clock, its disk and its peers are the test's. */
export class World {
  readonly clock: TestClock;
  readonly disk: MemoryDisk;
  /** What was reported as wrong in the world. */
  readonly errors: unknown[] = [];
  /** While true, appends wait for `release`. */
  holds = false;
  /** What becomes of the next appends; then `ok`. */
  readonly fates: Fate[] = [];
  /** Requests of these names fail. */
  readonly failing = new Set<StoreRequest["name"]>();
  store: FaultyStore;
  hub: Hub;
  readonly #options: WorldOptions;
  readonly #peers: Peer[] = [];
  readonly #paused = new Map<StoreRequest["name"], Promise<void>>();
  #held: ((fate: Fate) => void)[] = [];

  constructor(options: WorldOptions = {}) {
    this.#options = options;
    this.clock = options.clock ?? new TestClock();
    this.disk = options.disk ?? new MemoryDisk();
    [this.store, this.hub] = this.#start();
  }

  /** A client that has connected and said hello. Its token is its user's name, `kinds` those of entries that it knows: by default all. */
  async greet(client: string, token = "ann", kinds?: readonly string[]): Promise<Peer> {
    const peer = this.connect(client);
    peer.say({ type: "hello", versions: [2], token, ...(kinds && { kinds }) });
    await settle();
    return peer;
  }

  /** A client that has connected, and not said a word. */
  connect(client: string): Peer {
    const peer = new Peer(client.padEnd(12, "-"), this.#lastOf);
    this.#peers.push(peer);
    peer.connection = this.hub.accept(peer, { url: "/", headers: {}, address: "here" });
    return peer;
  }

  /** Another client over the connection of `peer`: what the server says to one of its seats, it alone hears. */
  beside(peer: Peer, client: string): Peer {
    const other = new Peer(client.padEnd(12, "-"), this.#lastOf, peer);
    this.#peers.push(other);
    return other;
  }

  /** A client in the room, with nothing left to read of its coming in. */
  async join(client: string, token?: string, part?: JoinPart): Promise<Peer> {
    const peer = await this.greet(client, token);
    await peer.join(part);
    await this.quiet();
    return peer;
  }

  /** Requests of a name wait until the answer is called. */
  pause(name: StoreRequest["name"]): () => void {
    const gate = Promise.withResolvers<void>();
    this.#paused.set(name, gate.promise);
    return () => {
      this.#paused.delete(name);
      gate.resolve();
    };
  }

  /** Decides the appends that wait, and lets those to come pass. */
  async release(fate: Fate = "ok"): Promise<void> {
    this.holds = false;
    for (const decide of this.#held.splice(0)) decide(fate);
    await settle();
  }

  /** The process dies, and starts again on the same disk. Of the appends under way, `survivors` were written. */
  crash(survivors = 0): void {
    this.store.crash(survivors);
    this.#held = [];
    this.holds = false;
    [this.store, this.hub] = this.#start();
  }

  /** Lets the ticks pass, and forgets all that anybody has heard. */
  async quiet(): Promise<void> {
    await this.clock.advance(100);
    for (const peer of this.#peers) peer.frames = [];
  }

  /** What is in the log. */
  async log(room = ROOM): Promise<readonly Entry[]> {
    await settle();
    return this.disk.entries(room);
  }

  /** What the server's own code reads. */
  state(): Promise<StorageOf<typeof Board>> {
    return this.hub.room(Board, "one").read();
  }

  /** The counters of a client that ended, in the log's order. */
  async ended(peer: Peer): Promise<readonly number[]> {
    const log = await this.log();
    return log.flatMap((entry) =>
      "client" in entry && entry.client === peer.client ? [entry.n] : [],
    );
  }

  readonly #lastOf: LastOf = async (room, seq) => {
    const { epochs } = await this.disk.open().origin(room);
    const at = this.disk.entries(room)[seq - 1]?.at ?? 0;
    return { epoch: epochs.at(-1)?.epoch ?? "none", generation: 0, seq, at };
  };

  #start(): [FaultyStore, Hub] {
    const { rooms = [implement(Board)], limits, authenticate = byName } = this.#options;
    const { entryKinds, inbox } = this.#options;
    const store = faulty(this.disk.open(), (request) => this.#fateOf(request));
    const hub = new Hub({
      rooms,
      store,
      clock: this.clock,
      random: random(),
      limits: limitsWith(limits),
      inbox,
      authenticate,
      ...(entryKinds && { entryKinds }),
      onError: (error) => void this.errors.push(error),
    });
    return [store, hub];
  }

  #fateOf({ name }: StoreRequest): Fate | Promise<Fate> {
    if (this.failing.has(name)) return "fail";
    const paused = this.#paused.get(name);
    if (paused !== undefined) return paused.then((): Fate => "ok");
    if (name !== "append") return "ok";
    if (this.holds) return new Promise((resolve) => this.#held.push(resolve));
    return this.fates.shift() ?? "ok";
  }
}

let ids = 0;

function random(): Random {
  return {
    next: () => 0.5,
    id: (length) => `id${(ids += 1)}`.padEnd(length, "x"),
  };
}
