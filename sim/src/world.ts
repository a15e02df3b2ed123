import { type Entry, fold, Replica, roomId, toJSON } from "@alongside/core";
import {
  Hub,
  limitsWith,
  memory,
  MemoryDisk,
  type MemoryStore,
  type StoreRequest,
  type Fate,
} from "@alongside/server";
import { Actor, ROOM_ID } from "./actor.ts";
import { Board, FORBIDDEN_LETTER, implemented, NextBoard } from "./board.ts";
import { Broken, Checkers } from "./checkers.ts";
import { firstDifference } from "./difference.ts";
import { FaultCounts } from "./faults.ts";
import { Network } from "./network.ts";
import { PreviewsSeen } from "./previews-seen.ts";
import { SimRandom } from "./sim-random.ts";
import { SimClock, settlePromises, SimTime } from "./sim-time.ts";

const ROOM = roomId(Board.name, ROOM_ID);
const CLIENTS = 3;
/** How long people work, and how long the world then has to become quiet, in ms. */
const WORK_MS = 15_000;
const QUIET_MS = 240_000;

/**
 * A server, its disk, some clients and a bad network between them, in one thread from one seed. All of it is the shipped code;
 * only clock, randomness, network and disk are the world's.
 */
export class World {
  readonly faults = new FaultCounts();
  readonly #time = new SimTime();
  readonly #seed: number;
  readonly #random: SimRandom;
  readonly #disk = new MemoryDisk();
  readonly #checkers = new Checkers(ROOM, this.#disk);
  readonly #network: Network;
  readonly #actors: Actor[] = [];
  readonly #previews = new PreviewsSeen();
  readonly #trace: string[] = [];
  #server: { readonly hub: Hub; readonly store: MemoryStore; readonly clock: SimClock } | undefined;
  /** The version of the room that the server has, and whoever opens a page. */
  #definition = Board;
  #calm = false;
  #people = 0;
  #broken: unknown;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = new SimRandom(seed);
    this.#network = new Network({
      time: this.#time,
      random: this.#random,
      faults: this.faults,
      witness: {
        sent: (client, frame) =>
          this.#guard(() => {
            this.#note(`server → ${client} ${frame}`);
            this.#checkers.sent(frame, this.#disk);
          }),
        delivering: (client, frame) => this.#delivering(client, frame),
      },
    });
  }

  /** The last things that happened, for a person. */
  get trace(): readonly string[] {
    return this.#trace;
  }

  /** Lives through a whole world. Throws what broke. */
  async run(): Promise<void> {
    this.#startServer();
    for (let i = 0; i < CLIENTS; i++) this.#join(this.#people++);
    const end = this.#time.now + WORK_MS;
    for (const actor of this.#actors) this.#work(actor.number, end);
    this.#misfortune(end);
    // In some worlds the room gets a new version midway.
    if (this.#seed % 3 === 0)
      this.#time.after(WORK_MS / 4 + (this.#seed % 60) * 100, () => this.#upgrade(end));
    await this.#until(() => this.#time.now >= end, end);
    await this.#settle();
    await this.#check();
  }

  #join(number: number): Actor {
    const actor = new Actor({
      number,
      definition: this.#definition,
      time: this.#time,
      random: this.#random,
      faults: this.faults,
      checkers: this.#checkers,
      transport: this.#network.transport(number),
      onBroken: (error) => this.#break(error),
    });
    this.#actors.push(actor);
    return actor;
  }

  #work(number: number, end: number): void {
    const random = this.#random;
    this.#time.after(random.between(20, 700), () => {
      if (this.#time.now >= end) return;
      this.#guard(() => {
        const actor = this.#actors.find((one) => one.number === number);
        actor?.act();
        actor?.shadows.check(`${number}`);
      });
      this.#work(number, end);
    });
  }

  /** Lets something go wrong, again and again. */
  #misfortune(end: number): void {
    const random = this.#random;
    this.#time.after(random.between(50, 900), () => {
      if (this.#time.now >= end) return;
      this.#guard(() => this.#oneMisfortune(end));
      this.#misfortune(end);
    });
  }

  #oneMisfortune(end: number): void {
    const random = this.#random;
    const actor = random.pick(this.#actors);
    const roll = random.next();
    if (roll < 0.25) {
      const isHalfOpen = random.chance(0.4);
      if (!this.#network.cut(actor.number, isHalfOpen)) return;
      this.#note(`cut ${actor.number}`);
      this.faults.count("disconnect");
      if (isHalfOpen) this.faults.count("half-open");
    } else if (roll < 0.35) {
      this.#network.partition(actor.number);
      this.faults.count("partition");
      this.#time.after(random.between(100, 5000), () => this.#network.heal(actor.number));
    } else if (roll < 0.45) {
      if (this.#network.stall(actor.number, random.between(500, 5000)))
        this.faults.count("slow-reader");
    } else if (roll < 0.57) this.#crash();
    else if (roll < 0.62) this.#restart();
    else if (roll < 0.68) this.#reload(actor, end);
  }

  #reload(actor: Actor, end: number): void {
    this.#note(`reload ${actor.number}`);
    this.faults.count("reload");
    actor.die();
    this.#network.clientDied(actor.number);
    this.#actors.splice(this.#actors.indexOf(actor), 1);
    // The same person, with a new page.
    this.#work(this.#join(this.#people++).number, end);
  }

  /** The next server has a new version of the room: it brings what is stored there, and lets in only pages of that version. */
  #upgrade(end: number): void {
    this.#note("upgrade");
    this.faults.count("upgrade");
    this.#definition = NextBoard;
    if (this.#seed % 2 === 0) this.#crash();
    else this.#restart();
    this.#reloadOutdated(end);
  }

  /** Who is told that their page is outdated reloads it. */
  #reloadOutdated(end: number): void {
    const outdated = this.#actors.filter((actor) => actor.definition !== this.#definition);
    for (const actor of outdated)
      if (actor.room.status.get().code === "schema.outdated") this.#reload(actor, end);
    if (outdated.length > 0) this.#time.after(200, () => this.#reloadOutdated(end));
  }

  #startServer(): void {
    const random = this.#random;
    const clock = new SimClock(this.#time, random.chance(0.3) ? random.between(-5000, 5000) : 0);
    const store = memory({ disk: this.#disk, faults: (request) => this.#fate(request) });
    const hub = new Hub({
      rooms: [implemented(this.#definition)],
      store,
      clock,
      random: { next: () => random.next(), id: (length) => random.id(length) },
      limits: limitsWith({
        snapshotEvery: 20,
        idleMs: 2000,
        bufferedBytes: 60_000,
        presenceBufferedBytes: 4000,
      }),
      authenticate: (token = "user-0") => ({ user: { id: token, name: token, color: "#000" } }),
      onError: (error) => this.#note(`server: ${String(error)}`),
    });
    this.#server = { hub, store, clock };
    this.#network.listener = hub;
  }

  /** What the disk does with a request, and when. */
  #fate({ name }: StoreRequest): Fate | Promise<Fate> {
    const random = this.#random;
    if (name === "saveSnapshot") this.faults.count("snapshot");
    const fate = ((): Fate => {
      if (this.#calm || name !== "append") return "ok";
      const roll = random.next();
      if (roll < 0.015) return "fail";
      if (roll < 0.03) return "written";
      return roll < 0.04 ? "lost" : "ok";
    })();
    if (fate === "fail") this.faults.count("append-failed");
    else if (fate !== "ok") this.faults.count("append-unknown");
    if (name === "append" && !this.#calm && random.chance(0.02)) {
      // The likeliest moment to lose something is while something is being written.
      this.#time.after(random.between(0, 3), () => this.#guard(() => this.#crash()));
    }
    const ms = random.chance(0.1) ? random.between(20, 400) : random.between(0, 5);
    return new Promise((resolve) => this.#time.after(ms, () => resolve(fate)));
  }

  #crash(): void {
    if (this.#calm) return;
    const { store, clock } = this.#server ?? {};
    if (store === undefined || clock === undefined) return;
    const random = this.#random;
    const survivors = random.below(store.waiting + 1);
    this.#note(`crash, ${survivors} of ${store.waiting} appends survive`);
    this.faults.count("server-crash");
    if (survivors > 0) this.faults.count("crash-between-append-and-ack");
    if (survivors < store.waiting) this.faults.count("torn-tail");
    store.crash(survivors);
    clock.die();
    this.#server = undefined;
    this.#network.serverDied();
    this.#time.after(random.between(10, 3000), () => this.#startServer());
  }

  /** A stop as an operator does it. */
  #restart(): void {
    const server = this.#server;
    if (server === undefined) return;
    this.#note("restart");
    this.faults.count("server-restart");
    this.#server = undefined;
    this.#network.listener = undefined;
    void this.#stop(server);
  }

  async #stop({ hub, clock }: { readonly hub: Hub; readonly clock: SimClock }): Promise<void> {
    await hub.stop();
    clock.die();
    this.#time.after(this.#random.between(10, 500), () => this.#startServer());
  }

  #delivering(number: number, frame: string): () => void {
    const actor = this.#actors.find((one) => one.number === number);
    if (actor === undefined) return () => undefined;
    this.#note(`${number} ← ${frame}`);
    this.#previews.see(number, frame);
    const isMatchingAck = this.#isMatchingAck(actor, frame);
    const before = actor.room.get();
    return () =>
      this.#guard(() => {
        actor.shadows.check(`${number}`);
        if (!isMatchingAck) return;
        if (actor.room.get() !== before) {
          const where = firstDifference(toJSON(before), toJSON(actor.room.get()));
          throw new Broken(
            `${number}: an ack that matches the guess moved the view at ${where}: ${frame}`,
          );
        }
      });
  }

  /** Only acknowledgements of the receiver's own, next in order, just as it asked. */
  #isMatchingAck(actor: Actor, frame: string): boolean {
    // Somebody's gesture comes to light where the own pending change lay over it.
    if (this.#previews.anyFor(actor.number)) return false;
    if (!frame.startsWith('{"type":"entries"') || actor.room.status.get().name !== "live")
      return false;
    const { list } = JSON.parse(frame) as { readonly list: readonly object[] };
    return list.every((entry) => "ack" in entry && !("ops" in entry));
  }

  /** Heals everything and waits until all is said. */
  async #settle(): Promise<void> {
    this.#note("settling");
    this.#calm = true;
    this.#network.calm = true;
    for (const { number } of this.#actors) this.#network.heal(number);
    if (this.#server === undefined)
      await this.#until(() => this.#server !== undefined, this.#time.now + 10_000);
    const isQuiet = (): boolean =>
      this.#actors.every(
        ({ room }) => room.status.get().name === "live" && room.status.get().saved,
      );
    await this.#until(isQuiet, this.#time.now + QUIET_MS);
    // What is on its way arrives too, and the server hears of the last dead link.
    const later = this.#time.now + 80_000;
    await this.#until(() => this.#time.now >= later, later);
    for (const { number, room } of this.#actors) {
      const { name, pending, reason } = room.status.get();
      if (name !== "live" || pending > 0)
        throw new Broken(
          `${number} is ${name} with ${pending} pending after ${QUIET_MS} ms: ${reason}`,
        );
    }
  }

  async #check(): Promise<void> {
    const entries: Entry[] = [];
    for (let head = 0; ;) {
      const page = this.#disk.page(ROOM, head);
      if (page.length === 0) break;
      entries.push(...page);
      head = entries.at(-1)?.seq ?? head;
    }
    this.#checkers.log(entries);
    const migrations = entries.filter(({ kind }) => kind === "migration").length;
    const wanted = this.#definition === Board ? 0 : 1;
    if (entries.length > 0 && migrations !== wanted)
      throw new Broken(`the log has ${migrations} migrations, not ${wanted}`);
    const reading = this.#server?.hub.room(this.#definition, ROOM_ID).read();
    await this.#until(() => false, this.#time.now + 1000);
    const truth = JSON.stringify(toJSON(await reading));
    // The server keeps its state change by change; the log is what it has to come to.
    const folded = new Replica(this.#definition.schema, fold(undefined, entries).state).view;
    const drift = firstDifference(toJSON(folded), JSON.parse(truth));
    if (drift !== undefined)
      throw new Broken(`the server holds another state than the log folds to, at ${drift}`);
    if (truth.includes(FORBIDDEN_LETTER)) throw new Broken("what the rule forbids is in a text");
    const { secret: _, ...open } = JSON.parse(truth) as { readonly secret: unknown };
    for (const actor of this.#actors) {
      const seen = JSON.stringify(toJSON(actor.room.get()));
      const own = actor.number % 2 === 1 ? JSON.stringify({ ...open, secret: [] }) : truth;
      if (seen !== own) {
        const where = firstDifference(JSON.parse(seen), JSON.parse(own));
        throw new Broken(`${actor.number} sees another state than the log says, at ${where}`);
      }
      actor.shadows.check(`${actor.number}`);
      this.#checkCarets(actor);
      if (actor.open !== 0)
        throw new Broken(`${actor.number}: ${actor.open} changes have not ended`);
      if (actor.room.others.get().length !== this.#actors.length - 1) {
        throw new Broken(
          `${actor.number} sees ${actor.room.others.get().length} others of ${this.#actors.length - 1}`,
        );
      }
    }
  }

  /** Everybody sees a caret that rests where its owner does. */
  #checkCarets(actor: Actor): void {
    for (const caret of actor.typist.page.carets.get()) {
      const owner = this.#actors.find(({ clientId }) => clientId === caret.client);
      const own = owner?.room.presence.get().caret;
      if (owner === undefined || own === undefined || own === null) continue;
      if (own.anchor === caret.anchor && own.head === caret.head) continue;
      throw new Broken(
        `${actor.number} sees the caret of ${owner.number} at ${caret.head}, its owner at ${own.head}`,
      );
    }
  }

  async #until(isDone: () => boolean, end: number): Promise<void> {
    for (;;) {
      await settlePromises();
      if (this.#broken !== undefined) throw this.#broken;
      if (isDone()) return;
      let hasStepped = false;
      this.#guard(() => {
        hasStepped = this.#time.step(end);
      });
      if (!hasStepped) {
        this.#time.now = Math.max(this.#time.now, end);
        return;
      }
    }
  }

  #guard(fn: () => void): void {
    try {
      fn();
    } catch (error) {
      this.#break(error);
    }
  }

  #break(error: unknown): void {
    this.#broken ??= error;
  }

  #note(line: string): void {
    this.#trace.push(`${this.#time.now - 1_700_000_000_000} ${line}`);
    if (this.#trace.length > 2000) this.#trace.splice(0, 1000);
  }
}
