import {
  type Client,
  createClient,
  openUndo,
  type Room,
  type TransportFactory,
  type Undo,
} from "@alongside/client";
import { type Random, Refused } from "@alongside/core";
import { sessionOf } from "../../packages/client/src/room/sessions.ts";
import { Broken, type Checkers } from "./checkers.ts";
import { type Board, FORBIDDEN } from "./board.ts";
import type { FaultCounts } from "./faults.ts";
import { Shadows } from "./shadows.ts";
import type { SimRandom } from "./sim-random.ts";
import { SimClock, type SimTime } from "./sim-time.ts";
import { Typist } from "./typist.ts";

export const ROOM_ID = "r";

interface ActorOptions {
  readonly number: number;
  /** The version of the room that its page has. */
  readonly definition: typeof Board;
  readonly time: SimTime;
  readonly random: SimRandom;
  readonly faults: FaultCounts;
  readonly checkers: Checkers;
  readonly transport: TransportFactory;
  onBroken(error: unknown): void;
}

/** Somebody at a page: the shipped client, and a hand that does random things with it. */
export class Actor {
  readonly number: number;
  readonly clientId: string;
  readonly room: Room<typeof Board>;
  readonly clock: SimClock;
  readonly typist: Typist;
  readonly shadows: Shadows;
  readonly #client: Client;
  readonly #own: Undo;
  readonly #options: ActorOptions;
  /** Changes made and not ended, as the person at the page knows them. */
  open = 0;
  #alive = true;

  constructor(options: ActorOptions) {
    this.#options = options;
    this.number = options.number;
    const { random } = options;
    const skew = random.chance(0.3) ? random.between(-60_000, 60_000) : 0;
    if (skew !== 0) options.faults.count("clock-skew");
    this.clock = new SimClock(options.time, skew);
    const own: Random = { next: () => random.next(), id: (length) => random.id(length) };
    this.#client = createClient({
      url: "ws://sim/live",
      getToken: () => `user-${options.number}`,
      clock: this.clock,
      random: own,
      transport: options.transport,
      onError: (error) => {
        // Whoever has to begin anew says so; everything else should not happen.
        if (!(error instanceof Error) || error.name !== "OutOfStep") options.onBroken(error);
      },
    });
    this.clientId = this.#client.id;
    this.room = this.#client.join(options.definition, ROOM_ID);
    this.#own = openUndo(this.room);
    this.shadows = new Shadows(this.room);
    this.typist = new Typist(this.room, random, this.shadows);
    this.#watchOwnEdits();
  }

  /** Each own edit of a text has to be, here, what the log has of it. */
  #watchOwnEdits(): void {
    const { changes } = sessionOf(this.room);
    const acknowledge = changes.acknowledge.bind(changes);
    changes.acknowledge = (ack) => {
      if (ack.ops === undefined && changes.pending.get(ack.ack) !== undefined)
        this.#options.checkers.ownEdit(this.clientId, ack.seq, changes.replica.opsOf(ack.ack));
      return acknowledge(ack);
    };
  }

  /** The version of the room that this page has. */
  get definition(): typeof Board {
    return this.#options.definition;
  }

  /** The page is closed without a word. What was not sent is lost with it, as nobody had been told otherwise. */
  die(): void {
    this.#alive = false;
    this.clock.die();
  }

  /** Does one random thing. */
  act(): void {
    const doc = this.room.get();
    if (doc === undefined) return;
    this.shadows.follow();
    const { random } = this.#options;
    const roll = random.next();
    if (roll < 0.08) this.#mutate();
    else if (roll < 0.14)
      this.room.presence.set({ cursor: { x: random.below(100), y: random.below(100) } });
    else if (roll < 0.18) this.#gesture();
    else if (roll < 0.24) this.#undo();
    else if (roll < 0.48) this.#type(1 + random.below(6));
    else this.#update();
  }

  /** Types some keys, as fast as people do. */
  #type(keys: number): void {
    const { random, time, faults } = this.#options;
    if (!this.#alive || keys === 0 || this.room.get() === undefined) return;
    const typed = this.typist.key();
    if (typed?.isForbidden === true) faults.count("refused-typing");
    if (typed !== undefined) {
      faults.count("typing");
      // Keys that are typed before the first of them is sent share its fate, and one may delete what another forbids.
      this.#expect("either", () => typed as never);
    }
    time.after(random.between(20, 120), () => this.#type(keys - 1), this.clock);
  }

  #update(): void {
    const { random, faults } = this.#options;
    const isRefused = random.chance(0.12);
    const strict = !isRefused && random.chance(0.05);
    this.#expect(isRefused ? "refused" : strict ? "either" : "committed", () =>
      this.room.update(
        (doc) => {
          const many = 1 + random.below(3);
          for (let i = 0; i < many; i++) this.#write(doc);
          if (isRefused) doc.title = FORBIDDEN;
        },
        { strict },
      ),
    );
    if (isRefused) faults.count("refusal");
  }

  #write(doc: Parameters<Parameters<Room<typeof Board>["update"]>[0]>[0]): void {
    const { random } = this.#options;
    const shapes = doc.shapes.map((shape) => shape.id);
    const any = shapes.length === 0 ? undefined : random.pick(shapes);
    const roll = random.below(13);
    if (any === undefined || roll < 2) {
      const at = random.pick(["start", "end"] as const);
      doc.shapes.insert(
        { color: `c${random.below(9)}`, at: { x: random.below(9), y: 0 }, notes: [{ body: "n" }] },
        at,
      );
      return;
    }
    const shape = doc.shapes.get(any);
    if (shape === undefined) return;
    if (roll === 2) shape.color = `c${random.below(9)}`;
    else if (roll === 3) shape.at = { x: random.below(99), y: random.below(99) };
    else if (roll === 4) shape.likes.add(1 + random.below(3));
    else if (roll === 5) {
      const beside = random.pick(shapes);
      doc.shapes.move(any, beside === any ? "start" : { after: beside });
    } else if (roll === 6 && shapes.length > 3) doc.shapes.delete(any);
    else if (roll === 7) doc.settings.set(`k${random.below(4)}`, { value: `v${random.below(99)}` });
    else if (roll === 8) doc.settings.delete(`k${random.below(4)}`);
    else if (roll === 11) {
      shape.label.insert(shape.label.length, `${random.below(9)}`);
      // So that it is more than typing, which shares the fate of what is typed around it.
      doc.votes.add(1);
    } else if (roll === 9) shape.notes.push({ body: `b${random.below(99)}` });
    else if (roll === 10) this.#moveNote(doc, shape.notes, shapes);
    else doc.votes.add(1);
  }

  #moveNote(
    doc: Parameters<Parameters<Room<typeof Board>["update"]>[0]>[0],
    from: Parameters<Parameters<Room<typeof Board>["update"]>[0]>[0]["shapes"] extends Iterable<
      infer S
    >
      ? S extends { readonly notes: infer N }
        ? N
        : never
      : never,
    shapes: readonly string[],
  ): void {
    const note = from.at(0);
    const to = doc.shapes.get(this.#options.random.pick(shapes));
    if (note !== undefined && to !== undefined) from.move(note.id, to.notes, "end");
  }

  #mutate(): void {
    const { random, faults } = this.#options;
    const shapes = this.room.get()?.shapes ?? [];
    faults.count("differing-outcome");
    if (shapes.length === 0 || random.chance(0.5)) {
      this.#expect("committed", () => this.room.mutate.add({ color: `m${random.below(9)}` }));
    } else {
      // Somebody may delete the shape meanwhile: then the server's run throws, and both ends are right.
      this.#expect("either", () => this.room.mutate.stamp({ id: random.pick(shapes).id }));
    }
  }

  /** Takes back what was done last, or does it again. What was refused may stand in what comes back of a text. */
  #undo(): void {
    const { random, faults } = this.#options;
    const changed = random.chance(0.7) ? this.#own.undo() : this.#own.redo();
    if (changed === undefined) return;
    faults.count("undo");
    this.#expect("either", () => changed);
  }

  #gesture(): void {
    const { random, time } = this.#options;
    const shapes = this.room.get()?.shapes ?? [];
    if (shapes.length === 0) return;
    const { id } = random.pick(shapes);
    const gesture = this.room.gesture();
    let steps = 3;
    const step = (): void => {
      if (!this.#alive) return;
      gesture.update((doc) => {
        const shape = doc.shapes.get(id);
        if (shape !== undefined) shape.at = { x: steps, y: steps };
      });
      steps -= 1;
      if (steps > 0) time.after(20, step, this.clock);
      else if (random.chance(0.3)) gesture.cancel();
      else this.#expect("committed", () => gesture.commit());
    };
    step();
  }

  /** Holds a change to the end it must have. */
  #expect(
    end: "committed" | "refused" | "either",
    make: () => {
      readonly committed: Promise<{ readonly seq: number; readonly void: readonly unknown[] }>;
    },
  ): void {
    const { faults, onBroken } = this.#options;
    this.open += 1;
    make().committed.then(
      ({ void: gone }) => {
        this.open -= 1;
        if (gone.length > 0) faults.count("void-op");
        if (end === "refused")
          onBroken(new Error(`${this.clientId}: a change the rule forbids was committed`));
      },
      (error: unknown) => {
        this.open -= 1;
        // It wrote only to what a refused change would have made, and went with it.
        if (error instanceof Refused && error.code === "change.leaning") return;
        if (end === "committed" && this.#alive)
          onBroken(
            new Broken(
              `${this.clientId}: nothing forbids this, and it was refused: ${String(error)}`,
            ),
          );
      },
    );
  }
}
