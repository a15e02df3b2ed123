import type { OpsByKey } from "@alongside/core/engine";
import type { PendingChange } from "./pending.ts";

/** Which pending changes are sent as one. On the wire it ends all their numbers. */
export interface Runs {
  /** The last of the changes that go in one message with `change`, which is the first; itself where it goes alone. */
  lastWith(change: PendingChange): PendingChange;
  /** What they write together. From here on they stand as one, until they have ended or are told apart. */
  opsOf(first: PendingChange, last: PendingChange): OpsByKey;
  /** The numbers from `first` to `n` have ended by one entry. Returns whether they were sent so from here: then `n` is all of them now. */
  ended(first: number, n: number): boolean;
  /** Whether a change stands as one with others. */
  has(n: number): boolean;
  /** Tells all of them apart again. */
  clear(): void;
}
