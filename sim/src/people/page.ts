import { type Client, createClient, type TransportFactory } from "@alongside/client";
import type { Random } from "@alongside/core/engine";
import { besideCode } from "../../../packages/client/src/connection/later-beside.ts";
import { locksCode } from "../../../packages/client/src/locks/later-locks.ts";
import { lookingCode } from "../../../packages/client/src/presence/later-looking.ts";
import { setbacksCode } from "../../../packages/client/src/room/later-setbacks.ts";
import type { Board } from "../app/board.ts";
import type { SimEnvironment } from "../env/environment.ts";
import { SimClock } from "../env/sim-time.ts";
import type { Surroundings } from "../surroundings.ts";
import { tokensOf } from "./tokens.ts";

// What is refused is then listed in the same step, and a better transport is looked for in it; how pages wait for the code has tests of its own.
await setbacksCode.load();
await locksCode.load();
await besideCode.load();
await lookingCode.load();

export interface PageOptions {
  /** The page's, which no other ever has. */
  readonly number: number;
  /** Who sits at it: one person may have several pages. */
  readonly person: number;
  readonly environment: SimEnvironment;
  /** The version of the room that the page has. */
  readonly definition: typeof Board;
  readonly around: Surroundings;
  /** The best first. */
  readonly transports: readonly TransportFactory[];
}

/** A page with the shipped client, and who sits at it. */
export class Page {
  readonly number: number;
  readonly person: number;
  readonly user: string;
  readonly clientId: string;
  readonly clock: SimClock;
  readonly client: Client;
  readonly environment: SimEnvironment;
  /** The version of the room that this page has. */
  readonly definition: typeof Board;
  protected readonly around: Surroundings;
  #isAlive = true;

  constructor({ number, person, environment, definition, around, transports }: PageOptions) {
    const { random, time, faults } = around;
    this.number = number;
    this.person = person;
    this.user = `user-${person}`;
    this.definition = definition;
    this.around = around;
    this.environment = environment;
    const skew = random.chance(0.3) ? random.between(-60_000, 60_000) : 0;
    if (skew !== 0) faults.count("clock-skew");
    this.clock = new SimClock(time, skew);
    const own: Random = { next: () => random.next(), id: (length) => random.id(length) };
    this.client = createClient({
      url: "ws://sim/live",
      getToken: tokensOf(this.user, this.clock, around),
      clock: this.clock,
      random: own,
      transports,
      environment: this.environment,
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

  /** The page is closed without a word. What was not sent is lost with it, as nobody had been told otherwise. */
  die(): void {
    this.#isAlive = false;
    this.clock.die();
    this.environment.die();
  }

  /** The page is closed as its app does it. */
  close(): void {
    this.#isAlive = false;
    this.client.close();
  }
}
