import type { Random } from "@alongside/core/engine";
import {
  type Follower,
  implement,
  limitsWith,
  type RequestInfo,
  type Store,
} from "@alongside/server";
import {
  type DiskCopy,
  type Fate,
  faulty,
  type FaultyStore,
  type MemoryDisk,
  type StoreRequest,
} from "@alongside/testing";
import { Hub } from "../../../packages/server/src/session/hub.ts";
import type { Connection, Wire } from "../../../packages/server/src/session/wire.ts";
import { Endpoint } from "../../../packages/server/src/transports/endpoint.ts";
import { HttpLinks } from "../../../packages/server/src/transports/http-links.ts";
import { OriginGate } from "../../../packages/server/src/transports/origins.ts";
import type { Board } from "../app/board.ts";
import type { Network } from "../network/network.ts";
import { implemented } from "../app/rules.ts";
import { SimClock } from "../env/sim-time.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Sweeps } from "./sweeps.ts";
import { Tally, type Tallying } from "./tally.ts";
import { readToken } from "../people/tokens.ts";

interface Running {
  readonly hub: Hub;
  readonly endpoint: Endpoint;
  readonly store: FaultyStore;
  readonly clock: SimClock;
  /** In worlds that have one. */
  readonly follower: Follower | undefined;
}

interface SimServerOptions {
  readonly around: Surroundings;
  readonly disk: MemoryDisk;
  /** The rooms, by their own ids. */
  readonly rooms: readonly string[];
  readonly network: Network;
  /** The version of the room that it has. */
  readonly definition: typeof Board;
  readonly tallying: Tallying;
  note(line: string): void;
  guard(fn: () => void): void;
}

/** The shipped server on a disk of the world's: it starts, crashes, is stopped and comes back. */
export class SimServer {
  /** The version of the room that the next start has. */
  definition: typeof Board;
  /** Nothing goes wrong any more. */
  calm = false;
  readonly #options: SimServerOptions;
  #running: Running | undefined;
  /** What was on the disk at some times. */
  readonly #backups: Promise<DiskCopy>[] = [];
  /** The copy that the next start finds on the disk. */
  #restoring: Promise<DiskCopy> | undefined;
  /** How far the server's clocks were ahead at most, in ms. */
  #ahead = -Infinity;

  constructor(options: SimServerOptions) {
    this.#options = options;
    this.definition = options.definition;
  }

  /** Undefined while it is down. */
  get hub(): Hub | undefined {
    return this.#running?.hub;
  }

  /** Undefined while it is down, and in worlds that have none. */
  get follower(): Follower | undefined {
    return this.#running?.follower;
  }

  start(): void {
    const { around, network, note, tallying } = this.#options;
    const { random, time, access, tokenMs, faults, keepEntries } = around;
    let skew = random.chance(0.3) ? random.between(-5000, 5000) : 0;
    // Entries of two histories are told apart by their time, where the file was copied back by hand: for that no clock goes back.
    if (this.#backups.length > 0) skew = Math.max(skew, this.#ahead);
    this.#ahead = Math.max(this.#ahead, skew);
    const clock = new SimClock(time, skew);
    const store = faulty(this.#open(), (request) => this.#fate(request));
    const own: Random = { next: () => random.next(), id: (length) => random.id(length) };
    const limits = limitsWith({
      snapshotEvery: 20,
      idleMs: 2000,
      bufferedBytes: 60_000,
      presenceBufferedBytes: 4000,
      // Three are a crowd here.
      crowdSeats: 2,
    });
    const hub = new Hub({
      rooms: [
        implemented(this.definition, access),
        ...(tallying.isOn ? [implement(Tally, {})] : []),
      ],
      store,
      clock,
      random: own,
      keep: { entries: keepEntries, bytes: 2 ** 20 },
      limits,
      authenticate: (token = "user-0") => {
        const who = readToken(token, clock.now(), tokenMs);
        if (random.chance(0.8)) return who;
        return new Promise((resolve) => clock.after(random.between(1, 100), () => resolve(who)));
      },
      onError: (error) => note(`server: ${String(error)}`),
    });
    const accept = (wire: Wire, request: RequestInfo): Connection => {
      const connection = hub.accept(wire, request);
      return {
        receive(frame) {
          if (String(frame).startsWith('["a"')) faults.count("token-renewed");
          connection.receive(frame);
        },
        closed: () => connection.closed(),
        get messageBytes() {
          return connection.messageBytes;
        },
      };
    };
    const endpoint = new Endpoint({
      accept: (wire, request) => network.seen(wire, request, accept),
      limits,
      clock,
      onError: (error) => around.onBroken(error),
    });
    const links = new HttpLinks({
      endpoint,
      gate: new OriginGate("any", () => undefined),
      random: own,
      soon: (fn) => void clock.after(0, fn),
    });
    const follower = tallying.isOn ? tallying.begin(hub) : undefined;
    this.#running = { hub, endpoint, store, clock, follower };
    network.listener = { accept, links };
  }

  /** The process is gone, and of what was being written a part. */
  crash(): void {
    if (this.calm || this.#running === undefined) return;
    const { around, network, note } = this.#options;
    const { store, clock } = this.#running;
    const { random, faults, time } = around;
    const survivors = random.below(store.waiting + 1);
    note(`crash, ${survivors} of ${store.waiting} appends survive`);
    faults.count("server-crash");
    if (survivors > 0) faults.count("crash-between-append-and-ack");
    if (survivors < store.waiting) faults.count("torn-tail");
    store.crash(survivors);
    clock.die();
    this.#running = undefined;
    network.serverDied();
    time.after(random.between(10, 3000), () => void this.#begin());
  }

  /** Lets go of what a room does not keep. */
  async sweep(sweeps: Sweeps, id: string): Promise<void> {
    if (this.#running === undefined) return;
    const { store, clock } = this.#running;
    await sweeps.sweep(id, store, clock, this.#options.around);
  }

  /** A copy of what is on the disk is put aside. */
  backUp(): void {
    this.#backups.push(this.#options.disk.backup());
  }

  /** The server dies, and is started on an earlier copy of its disk. */
  goBack(): void {
    const { around } = this.#options;
    if (this.#restoring !== undefined || this.#backups.length === 0) return;
    if (this.calm || this.#running === undefined) return;
    this.#restoring = around.random.pick(this.#backups);
    this.crash();
  }

  async #begin(): Promise<void> {
    const restoring = await this.#restoring;
    this.#restoring = undefined;
    if (restoring !== undefined) await this.#restore(restoring);
    this.start();
  }

  /** Copied back by hand, the log has its old epoch; restored as one should, a new one. */
  async #restore(copy: DiskCopy): Promise<void> {
    const { around, disk, rooms, note } = this.#options;
    const { random, faults, checkers } = around;
    const epoch = random.chance(0.7) ? random.id(12) : undefined;
    note(`the disk goes back${epoch === undefined ? "" : `, as ${epoch}`}`);
    faults.count("store-went-back");
    if (epoch !== undefined) faults.count("store-named-anew");
    for (const id of rooms) checkers(id).logged(Infinity);
    await disk.restore(copy, epoch);
    for (const id of rooms) checkers(id).wentBack();
  }

  /** The disk. Who watches a room hears that it was deleted. */
  #open(): Store {
    const { disk, around, rooms, note } = this.#options;
    const store = disk.open();
    const deleteRoom = store.deleteRoom.bind(store);
    store.deleteRoom = async (room) => {
      const id = rooms.find((one) => room.endsWith(`:${one}`)) ?? "";
      const watching = around.checkers(id);
      watching.logged(Infinity);
      await deleteRoom(room);
      note(`${id} is deleted`);
      around.faults.count("room-deleted");
      watching.wentBack(true);
    };
    return store;
  }

  /** A stop as an operator does it. */
  restart(): void {
    const running = this.#running;
    if (running === undefined) return;
    const { around, network, note } = this.#options;
    note("restart");
    around.faults.count("server-restart");
    this.#running = undefined;
    network.listener = undefined;
    void this.#stop(running);
  }

  async #stop({ hub, endpoint, clock }: Running): Promise<void> {
    await hub.stop();
    await endpoint.close();
    clock.die();
    const { time, random } = this.#options.around;
    time.after(random.between(10, 500), () => void this.#begin());
  }

  /** What the disk does with a request, and when. */
  #fate({ name }: StoreRequest): Fate | Promise<Fate> {
    const { around, guard } = this.#options;
    const { random, faults, time } = around;
    if (name === "saveSnapshot") faults.count("snapshot");
    const fate = ((): Fate => {
      if (this.calm || (name !== "append" && name !== "saveFollower")) return "ok";
      const roll = random.next();
      if (roll < 0.015) return "fail";
      if (roll < 0.03) return "written";
      return roll < 0.04 ? "lost" : "ok";
    })();
    if (fate === "fail") faults.count("append-failed");
    else if (fate !== "ok") faults.count("append-unknown");
    if ((name === "append" || name === "saveFollower") && !this.calm && random.chance(0.02)) {
      // The likeliest moment to lose something is while something is being written.
      time.after(random.between(0, 3), () => guard(() => this.crash()));
    }
    const ms = random.chance(0.1) ? random.between(20, 400) : random.between(0, 5);
    return new Promise((resolve) => time.after(ms, () => resolve(fate)));
  }
}
