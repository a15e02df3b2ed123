import type { Clock, Entry, LogName, OpsByKey, RoomId, Seq } from "@alongside/core/engine";
import type { Origin, Store } from "../store/store.ts";
import type { EntryKinds } from "./entry-kinds.ts";
import type { Inverses } from "./inverses.ts";
import type { Judge } from "./judge.ts";
import type { Keep } from "./keep.ts";
import type { Ledger } from "./ledger.ts";
import type { LockLimits } from "./locks.ts";
import type { PeopleLimits } from "./people.ts";
import type { RoomSeries } from "../series/room-series.ts";
import type { Touched, TrashLimits } from "./trash.ts";
import type { Versions } from "./versions.ts";

/** What a room needs of its server. */
export interface RoomOptions {
  readonly id: RoomId;
  /** Of the room's definition. What is stored is at this version already. */
  readonly version: number;
  /** The kinds of entries that its log may have. */
  readonly entryKinds: EntryKinds;
  /** Whether its definition has texts. */
  readonly hasTexts: boolean;
  /** Whether new rooms of this kind begin with records. */
  readonly isFilled: boolean;
  /** What the room begins with, when nothing of it is stored and its definition says so. The judge holds it already. */
  readonly initial?: OpsByKey | undefined;
  /** Under which name its log goes on. */
  readonly log: LogName;
  /** Under which names it was written, the last of which it goes on under; and what was deleted under the room's name. */
  readonly origin: Origin;
  readonly inverses: Inverses;
  readonly judge: Judge;
  readonly ledger: Ledger;
  readonly versions: Versions;
  readonly series: RoomSeries;
  readonly store: Store;
  readonly clock: Clock;
  readonly limits: PeopleLimits & LockLimits;
  /** How much of the log stays in memory. */
  readonly keep: Keep;
  /** How long its trash keeps what is in it. */
  readonly trash: TrashLimits;
  readonly touched: Touched;
  /** Entries after which a snapshot is taken; sooner when they are many bytes. */
  readonly snapshotEvery: number;
  /** How long a room is left alone before it is snapshotted and, when empty, leaves memory. */
  readonly idleMs: number;
  /** Never throws. */
  onError(error: unknown): void;
  /** Something threw where nobody could catch it. The room is about to close. */
  onFault(): void;
  /** Entries are on disk, in order, and were told to whoever is here. Never throws. */
  onDurable(entries: readonly Entry[]): void;
  /** For the figures. */
  onDecided(committed: boolean): void;
  /** A snapshot at `seq` was saved. */
  onSaved?(seq: Seq): void;
  /** Somebody is about to come in. */
  onEntered(): void;
  /** Nobody is in the room: somebody left, was given up, or did not come in after all. */
  onEmpty(): void;
  /** The room has left memory. */
  onClosed(): void;
}
