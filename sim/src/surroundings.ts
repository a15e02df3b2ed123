import type { Seq } from "@alongside/core/engine";
import type { Access } from "./app/access.ts";
import type { Checkers } from "./checkers/checkers.ts";
import type { FaultCounts } from "./faults.ts";
import type { Pings } from "./checkers/pings.ts";
import type { SimRandom } from "./env/sim-random.ts";
import type { SimTime } from "./env/sim-time.ts";

/** What a world gives to everybody in it. */
export interface Surroundings {
  readonly time: SimTime;
  readonly random: SimRandom;
  readonly faults: FaultCounts;
  readonly access: Access;
  readonly pings: Pings;
  /** Whether tokens end in this world, and how long one lives, in ms. */
  readonly tokenMs: number | undefined;
  /** How many entries of a room's log stay in the server's memory. */
  readonly keepEntries: number;
  /** Whether records are put into one another until it can go no deeper. */
  readonly isDeep: boolean;
  /** From which chance people lock what they work on; undefined in worlds where nobody does. */
  readonly lockSeed: number | undefined;
  /** Nothing goes wrong any more. */
  isCalm(): boolean;
  /** The last entry of a room that sweeps had let go when its past began to be looked at. */
  floor(room: string): Seq;
  /** What watches a room, by its own id. */
  checkers(room: string): Checkers;
  /** A promise was broken, or something was thrown that should not be. */
  onBroken(error: unknown): void;
}
