import type { Field } from "./field.ts";

/** One kind of attack: each run is another member of it. */
export interface Attack {
  readonly name: string;
  /** What the server may hold for it, in bytes, while it goes on. */
  readonly heldBytes?: number;
  /** How long the server may stand still, in ms. */
  readonly stillMs?: number;
  /** How long the honest page may wait for an answer, in ms. */
  readonly waitMs?: number;
  /** What somebody who enters the room meanwhile may be sent, in bytes. */
  readonly newcomerBytes?: number;
  /** Throws `Found` for what it sees itself; all else is looked for afterwards. */
  run(field: Field): Promise<void>;
  /** It counts rooms: those in which others were shown go ten seconds after them, and are waited for. */
  readonly countsRooms?: boolean;
}

export const MIB = 2 ** 20;
