import {
  type Clock,
  decoding,
  type Entry,
  type Folded,
  Incompatible,
  type OpsByKey,
  type Random,
  type RoomId,
  type Snapshot,
  type LedgerLine,
  textEngine,
} from "@alongside/core/engine";
import type { Gate } from "../gate.ts";
import type { RoomImplementation } from "../implement.ts";
import type { Limits } from "../limits.ts";
import { entriesUpTo } from "../room/earlier.ts";
import { Inverses } from "../room/inverses.ts";
import { Anchors, ANCHORS_PART } from "../store/anchors.ts";
import type { EntryKinds } from "../room/entry-kinds.ts";
import { Judge } from "../room/judge.ts";
import { KEEP, type Keep } from "../room/keep.ts";
import { Ledger } from "../room/ledger.ts";
import { migrationOf } from "../room/migration.ts";
import type { Recent } from "../room/recent.ts";
import { Room } from "../room/room.ts";
import type { RoomOptions } from "../room/room-options.ts";
import { Touched, TRASH, type TrashLimits } from "../room/trash.ts";
import { Versions } from "../room/versions.ts";
import type { RoomSeries } from "../series/room-series.ts";
import { Dropped, EPOCH_LENGTH, type Store } from "../store/store.ts";

/** What a room hears of, and tells, while it is in memory. */
type Hooks = Pick<
  RoomOptions,
  | "onError"
  | "onFault"
  | "onDurable"
  | "onDecided"
  | "onSaved"
  | "onEntered"
  | "onEmpty"
  | "onClosed"
>;

interface LoadOptions extends Hooks {
  readonly id: RoomId;
  readonly implementation: RoomImplementation;
  /** What new rooms of this kind begin with, where that is anything. */
  readonly initial: OpsByKey | undefined;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  readonly keep: Keep | undefined;
  readonly trash: TrashLimits | undefined;
  readonly entryKinds: EntryKinds;
  readonly looks: Gate;
  readonly recent: Recent;
  readonly series: RoomSeries;
}

/**
 * Reads a room from the store and brings it to its definition's version. Throws `Incompatible` for one that cannot be brought there,
 * and what the store throws.
 */
export async function loadRoom(options: LoadOptions): Promise<Room> {
  const { id, implementation, initial, store, clock, random, limits, keep = KEEP } = options;
  const { trash = TRASH } = options;
  const { definition } = implementation;
  const origin = await store.origin(id);
  const log = {
    epoch: origin.epochs.at(-1)?.epoch ?? random.id(EPOCH_LENGTH),
    generation: origin.generation ?? 0,
  };
  const { snapshot, entries } = await stored(store, id);
  checkKinds(id, entries, options.entryKinds);
  const versions = await Versions.load(store, id, snapshot, entries);
  const anchors = await anchorsIn(store, id, snapshot);
  const ledger = ledgerOf(snapshot, entries);
  const at = Math.max(
    Math.floor(clock.now()),
    ledger.latest,
    entries.at(-1)?.at ?? snapshot?.at ?? 0,
  );
  const migration = migrationOf(definition, id, { snapshot, entries }, at);
  if (migration[0] !== undefined) {
    // Nobody is let in before this is durable. Where another owner was faster, it is refused, and the room is loaded anew.
    await store.append(id, migration[0].seq - 1, migration);
    entries.push(...migration);
    options.onDurable(migration);
  }
  const earlier = snapshot === undefined ? [] : await entriesUpTo(store, id, snapshot.seq, keep);
  try {
    const base = snapshot === undefined ? undefined : await decoded(snapshot, clock);
    const isNew = base === undefined && entries.length === 0;
    const begun = isNew ? initial : undefined;
    const { onError, looks, recent } = options;
    const judge = Judge.load(implementation, id, base, entries, random, onError, begun);
    for (const entry of entries) if ("ops" in entry) anchors.took(Object.values(entry.ops).flat());
    if (judge.feeds !== undefined) judge.feeds.anchors = anchors;
    const { schema } = definition;
    return new Room(
      {
        ...options,
        version: definition.version,
        log,
        origin: origin.epochs.length > 0 ? origin : { ...origin, epochs: [{ ...log, from: 1 }] },
        hasTexts: schema.textEngine !== undefined,
        isFilled: initial !== undefined,
        initial: begun,
        inverses: new Inverses({ room: id, store, clock, schema, looks, recent }),
        judge,
        ledger,
        versions,
        keep,
        trash,
        touched: new Touched(entries),
        snapshotEvery: limits.snapshotEvery,
        idleMs: limits.idleMs,
      },
      snapshot,
      entries,
      earlier,
    );
  } catch (error) {
    // What is stored makes no room, and reading all of it at every join would not help.
    if (!(error instanceof Incompatible)) options.onFault();
    throw error;
  }
}

/** The places of threads as they were at the snapshot. */
async function anchorsIn(
  store: Store,
  room: RoomId,
  snapshot: Snapshot | undefined,
): Promise<Anchors> {
  const has = snapshot?.parts?.has(ANCHORS_PART) === true;
  return new Anchors(has ? await store.loadPart(room, snapshot.seq, ANCHORS_PART) : undefined);
}

interface StoredRoom {
  readonly snapshot: Snapshot | undefined;
  readonly entries: Entry[];
}

/** The last snapshot, and the entries after it. */
async function stored(store: Store, id: RoomId): Promise<StoredRoom> {
  let floor = 0;
  for (;;) {
    const snapshot = await store.loadSnapshot(id);
    const entries: Entry[] = [];
    try {
      for await (const entry of store.read(id, snapshot?.seq ?? 0)) entries.push(entry);
      return { snapshot, entries };
    } catch (error) {
      // What follows the snapshot was let go in between; then there is a later one.
      if (!(error instanceof Dropped) || error.floor <= floor) throw error;
      ({ floor } = error);
    }
  }
}

/** Throws `Incompatible` at an entry of a kind that is not known: nobody can tell what the state is behind it. */
function checkKinds(id: RoomId, entries: readonly Entry[], known: EntryKinds): void {
  const other = entries.find(({ kind }) => !known.has(kind));
  if (other !== undefined)
    throw new Incompatible(
      id,
      `entry ${other.seq} is of the kind "${other.kind}", which this server is too old for`,
    );
}

function ledgerOf(snapshot: Snapshot | undefined, entries: readonly Entry[]): Ledger {
  const ledger = new Ledger();
  const lines = snapshot === undefined ? [] : (JSON.parse(snapshot.ledger) as LedgerLine[]);
  for (const line of lines) ledger.load(line);
  for (const entry of entries) ledger.loadEntry(entry);
  return ledger;
}

/** Reads a snapshot in steps, between which others have their turn. */
async function decoded(snapshot: Snapshot, clock: Clock): Promise<Folded> {
  const steps = decoding(snapshot, textEngine);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    // oxlint-disable-next-line no-await-in-loop -- that is what it is for
    await new Promise<void>((resolve) => void clock.after(0, resolve));
  }
}
