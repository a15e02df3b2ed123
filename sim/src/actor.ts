import { type Client, createClient, type TransportFactory } from "@alongside/client";
import type { Random } from "@alongside/core";
import { sessionOf } from "../../packages/client/src/room/sessions.ts";
import { actOnce } from "./acts/act-once.ts";
import type { Board } from "./board.ts";
import { Hand } from "./hand.ts";
import { SimClock } from "./sim-time.ts";
import type { Surroundings } from "./surroundings.ts";
import { tokensOf } from "./tokens.ts";
import { UndoWatch } from "./undo-watch.ts";

interface ActorOptions {
  /** The page's, which no other ever has. */
  readonly number: number;
  /** Who sits at it: one person may have several pages. */
  readonly person: number;
  /** The version of the room that the page has. */
  readonly definition: typeof Board;
  readonly around: Surroundings;
  readonly transport: TransportFactory;
}

/** Somebody at a page: the shipped client, and hands in some rooms. */
export class Actor {
  readonly number: number;
  readonly person: number;
  readonly user: string;
  readonly clientId: string;
  readonly clock: SimClock;
  readonly client: Client;
  /** The rooms this page is in, by their own ids. */
  readonly hands = new Map<string, Hand>();
  /** The version of the room that this page has. */
  readonly definition: typeof Board;
  readonly #around: Surroundings;
  readonly #watches = new Map<string, UndoWatch>();
  #isAlive = true;

  constructor({ number, person, definition, around, transport }: ActorOptions) {
    const { random, time, faults } = around;
    this.number = number;
    this.person = person;
    this.user = `user-${person}`;
    this.definition = definition;
    this.#around = around;
    const skew = random.chance(0.3) ? random.between(-60_000, 60_000) : 0;
    if (skew !== 0) faults.count("clock-skew");
    this.clock = new SimClock(time, skew);
    const own: Random = { next: () => random.next(), id: (length) => random.id(length) };
    this.client = createClient({
      url: "ws://sim/live",
      getToken: tokensOf(this.user, this.clock, around),
      clock: this.clock,
      random: own,
      transports: [transport],
      onError: (error) => {
        // Whoever has to begin anew says so, and so do refusals and the world's own office for tokens; nothing else should happen.
        const isKnown =
          error instanceof Error && ["OutOfStep", "NoToken", "Refused"].includes(error.name);
        if (!isKnown) around.onBroken(error);
      },
    });
    this.clientId = this.client.id;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Enters a room, or comes back to it. */
  join(id: string): Hand {
    const room = this.client.join(this.definition, id);
    let watch = this.#watches.get(id);
    if (watch === undefined) {
      watch = new UndoWatch(this.clientId, this.#around.checkers(id));
      this.#watches.set(id, watch);
    }
    const hand = new Hand(this, id, room, this.#around, watch);
    this.hands.set(id, hand);
    this.#watchOwnEdits(hand);
    return hand;
  }

  leave(id: string): void {
    this.hands.get(id)?.leave();
    this.hands.delete(id);
  }

  /** The page is closed without a word. What was not sent is lost with it, as nobody had been told otherwise. */
  die(): void {
    this.#isAlive = false;
    this.clock.die();
  }

  /** The page is closed as its app does it. */
  close(): void {
    this.#isAlive = false;
    this.client.close();
  }

  /** Does one random thing in one of the rooms. */
  act(): void {
    const { random } = this.#around;
    const hands = [...this.hands.values()].filter(({ room }) => room.get() !== undefined);
    if (hands.length === 0) return;
    const hand = random.pick(hands);
    hand.shadows.follow();
    actOnce(hand);
    hand.checkTold();
  }

  /** Each own edit of a text has to be, here, what the log has of it. */
  #watchOwnEdits({ room, id }: Hand): void {
    const { changes } = sessionOf(room);
    if (watched.has(changes)) return;
    watched.add(changes);
    const acknowledge = changes.acknowledge.bind(changes);
    changes.acknowledge = (ack) => {
      // Who is not told what others type cannot know where the own edits are.
      const isCut = this.hands.get(id)?.isCut === true;
      if (!isCut && ack.ops === undefined && changes.pending.get(ack.ack) !== undefined) {
        const ops = changes.replica.opsOf(ack.ack);
        this.#around.checkers(id).ownEdit(this.clientId, ack.seq, ops);
      }
      return acknowledge(ack);
    };
  }
}

/** Rooms whose acknowledgements are looked at already: who comes back at once is in the same one. */
const watched = new WeakSet<object>();
