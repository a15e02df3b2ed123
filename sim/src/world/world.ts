import { roomId } from "@alongside/core/engine";
import { MemoryDisk } from "@alongside/testing";
import { sessionOf } from "../../../packages/client/src/room/sessions.ts";
import { Access } from "../app/access.ts";
import { Actor } from "../people/actor.ts";
import { workAlone } from "../people/alone.ts";
import { checkAtRest } from "./at-rest.ts";
import { Board, NextBoard } from "../app/board.ts";
import { Broken } from "../checkers/broken.ts";
import { Checkers } from "../checkers/checkers.ts";
import { FaultCounts } from "../faults.ts";
import type { Hand } from "../people/hand.ts";
import { befall, type Stage } from "./misfortune.ts";
import { Network } from "../network/network.ts";
import { checkPast, nameMoments, restoreWithout, ShownPast } from "../checkers/past.ts";
import { step, STEPS } from "../people/acts/presence.ts";
import { Pings } from "../checkers/pings.ts";
import { checkKept } from "../checkers/kept.ts";
import { Sweeps } from "../server/sweeps.ts";
import { checkTallied } from "../checkers/tallied.ts";
import { Tallying } from "../server/tally.ts";
import type { Hub } from "../../../packages/server/src/session/hub.ts";
import { SimServer } from "../server/server.ts";
import { SimBrowser, SimEnvironment } from "../env/environment.ts";
import { SimRandom } from "../env/sim-random.ts";
import { settlePromises, SimTime } from "../env/sim-time.ts";
import type { Surroundings } from "../surroundings.ts";
import { Ways } from "../network/ways.ts";
import { Trace } from "./trace.ts";
import { Witness } from "./witness.ts";

/** The rooms of every world, by their own ids. Everybody begins in the first. */
const ROOMS = ["r", "s"] as const;
const PEOPLE = 3;
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
  readonly #disk = new MemoryDisk({ chain: true });
  readonly #checkers = new Map(
    ROOMS.map((id) => [id as string, new Checkers(roomId(Board.name, id), this.#disk)]),
  );
  readonly #around: Surroundings;
  readonly #network: Network;
  readonly #server: SimServer;
  readonly #stage: Stage;
  readonly #actors: Actor[] = [];
  /** By person. */
  readonly #browsers: SimBrowser[] = [];
  readonly #trace = new Trace(this.#time);
  readonly #past = new ShownPast();
  readonly #ways: Ways;
  readonly #sweeps: Sweeps;
  #end = 0;
  #pages = 0;
  #broken: unknown;

  constructor(seed: number) {
    const random = new SimRandom(seed);
    this.#seed = seed;
    this.#ways = new Ways(seed);
    this.#sweeps = new Sweeps(seed);
    this.#random = random;
    const around: Surroundings = {
      time: this.#time,
      random,
      faults: this.faults,
      access: new Access(),
      pings: new Pings(),
      // Rights are looked at again with each new token.
      tokenMs: seed % 4 === 2 || random.chance(0.4) ? random.between(38_000, 60_000) : undefined,
      keepEntries: random.pick([6, 20, 60, 1000]),
      lockSeed: seed % 16 === 4 || seed % 16 === 10 ? seed * 100 : undefined,
      isCalm: () => this.#server.calm,
      floor: (id) => this.#sweeps.floor(id),
      isDeep: seed % 6 === 1 || (seed % 6 === 5 && !this.#ways.isSocketsOnly),
      checkers: (id) => this.#checkersOf(id),
      onBroken: (error) => this.#break(error),
    };
    this.#around = around;
    const witness = new Witness({
      around,
      trace: this.#trace,
      past: this.#past,
      actorOf: (page) => this.#actors.find(({ number }) => number === page),
      isLongCalm: () => this.#isLongCalm,
      guard: (fn) => this.#guard(fn),
    });
    this.#network = new Network({
      time: this.#time,
      random,
      faults: this.faults,
      witness: {
        received: (page, frame) => this.#trace.note(`server ← ${page}`, frame, "client"),
        sent: (page, frame, seats) => this.#guard(() => witness.sent(page, frame, seats)),
        delivering: (page, frame, seats) => witness.delivering(page, frame, seats),
      },
    });
    const note = (line: string): void => this.#trace.note(line);
    this.#server = new SimServer({
      around,
      disk: this.#disk,
      rooms: ROOMS,
      network: this.#network,
      definition: Board,
      tallying: new Tallying(
        seed,
        this.faults,
        () => this.#server.calm,
        (error) => this.#break(error),
      ),
      note,
      guard: (fn) => this.#guard(fn),
    });
    this.#stage = {
      around,
      network: this.#network,
      server: this.#server,
      actors: this.#actors,
      hasRevocations: seed % 4 === 2,
      hasLosses: seed % 4 === 3,
      rooms: ROOMS,
      note,
      reload: (actor) => this.#reload(actor),
      openTab: (person) => this.#open(person),
      closeTab: (actor) => {
        this.#trace.note(`${actor.number} is closed`);
        this.#remove(actor);
        actor.close();
      },
    };
  }

  /** The last things that happened, for a person. */
  get trace(): readonly string[] {
    return this.#trace.lines;
  }

  /** Lives through a whole world. Throws what broke. */
  async run(): Promise<void> {
    this.#server.start();
    this.#end = this.#time.now + (this.#ways.isMixed ? 3 * WORK_MS : WORK_MS);
    for (let person = 0; person < PEOPLE; person++) this.#open(person);
    this.#misfortune();
    this.#rejoinDeleted();
    if (this.#sweeps.isOn) this.#sweepOften();
    // In some worlds the room gets a new version midway.
    if (this.#seed % 3 === 0)
      this.#time.after(WORK_MS / 4 + (this.#seed % 60) * 100, () => this.#upgrade());
    await this.#until(() => this.#time.now >= this.#end, this.#end);
    await this.#settle();
    await this.#checkRooms();
    await this.#pingAll();
    const hands = this.#hands();
    for (let i = 0; i < 2; i++) {
      const hand = hands[(this.#seed + i) % hands.length];
      if (hand !== undefined) await workAlone(hand, (isDone) => this.#allTold(isDone));
    }
    await this.#walkAll();
    await this.#allTold(() => true);
    await this.#checkRooms();
    await this.#lookBack();
  }

  /** What was before is told as it was, and what one user wrote can be taken back. */
  async #lookBack(): Promise<void> {
    for (const id of ROOMS) await this.#sweeps.look(id, this.#disk.open());
    const hands = this.#hands();
    const wait = <T>(asked: Promise<T>): Promise<T> => this.#wait(asked);
    for (let i = 0; i < 2; i++) {
      const hand = hands[(this.#seed + i) % hands.length];
      if (hand !== undefined) await checkPast(hand, this.#past, wait);
    }
    const one = hands[this.#seed % hands.length];
    if (one === undefined) return;
    await nameMoments(one, wait);
    await restoreWithout(one, wait);
    await this.#allTold(() => true);
    await this.#checkRooms();
    if (!this.#sweeps.isOn) return;
    await Promise.all(ROOMS.map((id) => wait(this.#server.sweep(this.#sweeps, id))));
    for (const id of ROOMS) await checkKept(this.#disk, roomId(Board.name, id), this.#sweeps.most);
  }

  /** Until the work is done: what is swept then, nobody races with. */
  #sweepOften(): void {
    this.#time.after(this.#sweeps.pauseMs, () => {
      if (this.#time.now >= this.#end) return;
      for (const id of ROOMS)
        this.#server
          .sweep(this.#sweeps, id)
          .catch((error: unknown) => this.#trace.note(`sweep: ${String(error)}`));
      this.#sweepOften();
    });
  }

  /** Everybody's cursor goes through the plane, into and out of what others look at. */
  async #walkAll(): Promise<void> {
    const hands = this.#hands();
    for (let at = 0; at <= STEPS; at++) {
      for (const [number, hand] of hands.entries()) step(hand, number, at);
      const later = this.#time.now + 300;
      // oxlint-disable-next-line no-await-in-loop -- one step after the other
      await this.#until(() => this.#time.now >= later, later);
    }
  }

  /** A person opens a page; some go to the second room too. */
  #open(person: number): void {
    const number = this.#pages++;
    const browser = (this.#browsers[person] ??= new SimBrowser(
      this.#time,
      this.#ways.nextBrowser(),
    ));
    const environment = new SimEnvironment(browser);
    const actor = new Actor({
      number,
      person,
      environment,
      definition: this.#server.definition,
      around: this.#around,
      transports: this.#network.transports(number, this.#ways.next(browser.kind), environment),
    });
    this.#ways.opened(this.#network, this.#time, number);
    this.#actors.push(actor);
    actor.join(ROOMS[0]);
    if (this.#random.chance(0.3)) {
      actor.join(ROOMS[1]);
      this.faults.count("second-room");
    }
    this.#work(actor);
  }

  #work(actor: Actor): void {
    // In a world that lasts longer, people take their time.
    const longest = this.#ways.isMixed ? 2100 : 700;
    this.#time.after(this.#random.between(20, longest), () => {
      if (this.#time.now >= this.#end || !actor.isAlive) return;
      this.#guard(() => actor.act());
      if (!this.#ways.isSocketsOnly && this.#random.chance(0.15)) this.#hide(actor);
      this.#work(actor);
    });
  }

  /** Somebody does one thing more, and looks away from the page while the first is still on its way. */
  #hide(actor: Actor): void {
    this.#time.after(this.#random.between(5, 30), () => {
      if (!actor.isAlive) return;
      this.faults.count("hidden-page");
      this.#guard(() => actor.act());
      this.#guard(() => actor.environment.show(false));
      this.#time.after(this.#random.between(20, 2000), () => {
        if (actor.isAlive) this.#guard(() => actor.environment.show(true));
      });
    });
  }

  /** Lets something go wrong, again and again. */
  #misfortune(): void {
    this.#time.after(this.#random.between(50, this.#ways.isMixed ? 2100 : 700), () => {
      if (this.#time.now >= this.#end) return;
      this.#guard(() => befall(this.#stage));
      this.#misfortune();
    });
  }

  /** The same person, with a new page. */
  #reload(actor: Actor): void {
    this.#trace.note(`reload ${actor.number}`);
    this.faults.count("reload");
    actor.die();
    this.#network.clientDied(actor.number);
    this.#remove(actor);
    this.#open(actor.person);
  }

  #remove(actor: Actor): void {
    this.#actors.splice(this.#actors.indexOf(actor), 1);
  }

  /** The next server has a new version of the room: it brings what is stored there, and lets in only pages of that version. */
  #upgrade(): void {
    this.#trace.note("upgrade");
    this.faults.count("upgrade");
    this.#server.definition = NextBoard;
    if (this.#seed % 2 === 0) this.#server.crash();
    else this.#server.restart();
    this.#reloadOutdated();
  }

  /** Who is told that their page is outdated reloads it. */
  #reloadOutdated(): void {
    const outdated = this.#actors.filter(
      ({ definition }) => definition !== this.#server.definition,
    );
    for (const actor of outdated) {
      const hands = [...actor.hands.values()];
      const isTold = hands.some(({ room }) => room.status.get().code === "schema.outdated");
      // Somebody who is in no room is told nothing, and finds out when they enter one.
      if (isTold || (hands.length === 0 && this.#time.now >= this.#end)) this.#reload(actor);
    }
    if (outdated.length > 0) this.#time.after(200, () => this.#guard(() => this.#reloadOutdated()));
  }

  /** Who is told that a room was deleted leaves it, and begins it anew after a while. */
  #rejoinDeleted(): void {
    for (const actor of this.#actors)
      for (const [id, hand] of actor.hands) {
        if (hand.room.status.get().code !== "room.deleted") continue;
        if (hand.open !== 0)
          throw new Broken(
            `${actor.number}: ${hand.open} changes have not ended in a deleted room`,
          );
        this.#trace.note(`${actor.number} begins ${id} anew`);
        this.faults.count("joined-anew");
        this.#checkersOf(id).informed(sessionOf(hand.room));
        actor.leave(id);
        actor.join(id);
      }
    this.#time.after(200, () => this.#guard(() => this.#rejoinDeleted()));
  }

  get #isLongCalm(): boolean {
    return this.#server.calm && this.#time.now > this.#end + 60_000;
  }

  /** Heals everything and waits until all is said. */
  async #settle(): Promise<void> {
    this.#trace.note("settling");
    this.#server.calm = true;
    this.#network.calm = true;
    const { access } = this.#around;
    for (const { number, user, client } of this.#actors) {
      this.#network.heal(number);
      if (access.grantOf(user) !== "none") continue;
      access.change(user, "write");
      client.retry();
    }
    if (this.#server.hub === undefined)
      await this.#until(() => this.#server.hub !== undefined, this.#time.now + 10_000);
    this.#retryForbidden();
    await this.#quiet(() => true);
    // What is on its way arrives too, and the server hears of the last dead link; every token is renewed once.
    const later = this.#time.now + 80_000 + this.#tellMs();
    await this.#until(() => this.#time.now >= later, later);
    // Who polls now and then hears of that link's end with the next poll.
    const hands = this.#hands();
    const isSeen = ({ room, id }: Hand): boolean =>
      room.others.get().length === hands.filter((hand) => hand.id === id).length - 1;
    await this.#until(() => hands.every(isSeen), this.#time.now + this.#tellMs());
    for (const { actor, room, id } of this.#hands()) {
      const { name, pending, reason } = room.status.get();
      if (name !== "live" || pending > 0)
        throw new Broken(
          `${actor.number} is ${name} in ${id} with ${pending} pending after ${QUIET_MS} ms: ${reason}`,
        );
    }
  }

  /** Who was turned away before they were let in again asks once more. */
  #retryForbidden(): void {
    const isOut = ({ room }: Hand): boolean => room.status.get().code === "auth.forbidden";
    for (const { hands, client } of this.#actors)
      if ([...hands.values()].some(isOut)) client.retry();
    if (this.#time.now < this.#end + 60_000)
      this.#time.after(1000, () => this.#guard(() => this.#retryForbidden()));
  }

  /** Waits until everything is saved, and `isDone`. */
  #quiet(isDone: () => boolean): Promise<void> {
    const isQuiet = (): boolean =>
      isDone() &&
      this.#hands().every(({ room }) => {
        const { name, saved } = room.status.get();
        return name === "live" && saved === "server";
      });
    return this.#until(isQuiet, this.#time.now + QUIET_MS);
  }

  /** Waits until everything is saved, and everybody has heard of it. */
  async #allTold(isDone: () => boolean): Promise<void> {
    await this.#quiet(isDone);
    await this.#until(() => false, this.#time.now + this.#tellMs());
  }

  /** In how many ms everybody has heard what is said now: who polls every now and then does with the next poll. */
  #tellMs(): number {
    return this.#actors.some(({ number }) => this.#network.pollsNowAndThen(number)) ? 31_000 : 100;
  }

  async #checkRooms(): Promise<void> {
    const { hub, definition } = this.#server;
    if (hub === undefined) throw new Broken("the server has not come back");
    for (const id of ROOMS) {
      await checkAtRest({
        id,
        room: roomId(Board.name, id),
        definition,
        disk: this.#disk,
        hub,
        checkers: this.#checkersOf(id),
        around: this.#around,
        actors: this.#actors,
        wait: (asked) => this.#wait(asked),
      });
    }
    await this.#checkFollower(hub);
  }

  /** In worlds that have one: once it has nothing to do. */
  async #checkFollower(hub: Hub): Promise<void> {
    const { follower } = this.#server;
    if (follower === undefined) return;
    let isDone = false;
    void follower.settled().then(() => (isDone = true));
    await this.#until(() => isDone, this.#time.now + QUIET_MS);
    if (!isDone) throw new Broken(`the follower is behind: ${JSON.stringify(follower.lag())}`);
    const rooms = ROOMS.map((id) => roomId(Board.name, id));
    await checkTallied(this.#disk, hub, rooms, (asked) => this.#wait(asked));
  }

  /** Where nothing goes wrong, an event reaches everybody else in its room. */
  async #pingAll(): Promise<void> {
    for (const { room, id, actor } of this.#hands()) {
      const { pings } = this.#around;
      const n = pings.next(id, actor.clientId);
      if (!room.broadcast("ping", { from: actor.clientId, n }))
        throw new Broken(`${actor.number} cannot tell an event in ${id}`);
      const others = this.#hands().filter((hand) => hand.id === id && hand.actor !== actor);
      const deaf = () => others.find((hand) => !pings.whoHeard(n).has(hand.actor.clientId));
      await this.#until(() => deaf() === undefined, this.#time.now + this.#tellMs());
      const one = deaf()?.actor.number;
      if (one !== undefined)
        throw new Broken(`${one} did not hear the event of ${actor.number} in ${id}`);
    }
  }

  #hands(): readonly Hand[] {
    return this.#actors.flatMap(({ hands }) => [...hands.values()]);
  }

  #checkersOf(id: string): Checkers {
    const checkers = this.#checkers.get(id);
    if (checkers === undefined) throw new Broken(`there is no room ${id}`);
    return checkers;
  }

  async #wait<T>(asked: Promise<T>): Promise<T> {
    let isHere = false;
    void asked.finally(() => (isHere = true)).catch(() => undefined);
    await this.#until(() => isHere, this.#time.now + 5000);
    return asked;
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
}
