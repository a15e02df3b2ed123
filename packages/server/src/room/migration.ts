import { type RoomDefinition } from "@alongside/core";
import {
  checkStored,
  decodeSnapshot,
  type Entry,
  fold,
  Incompatible,
  migrate,
  type MigrationEntry,
  type OpsByKey,
  type RoomId,
  type Snapshot,
  type State,
  textEngine,
} from "@alongside/core/engine";

/** A room as it is on disk. */
export interface StoredRoom {
  readonly snapshot: Snapshot | undefined;
  /** What follows the snapshot. */
  readonly entries: readonly Entry[];
}

/**
 * The entries that bring a stored room to its definition's version, one a step; none when it is there, or when nothing is stored.
 * Writes nothing. Throws `Incompatible`, which names room, version and cause, when the room cannot be brought there.
 */
export function migrationOf(
  definition: RoomDefinition,
  room: RoomId,
  stored: StoredRoom,
  at: number,
): readonly MigrationEntry[] {
  if (stored.snapshot === undefined && stored.entries.length === 0) return [];
  const wanted = definition.version;
  const version = versionOf(stored);
  if (version > wanted)
    throw new Incompatible(room, `the room is at version ${version}, this server at ${wanted}`);
  if (version === wanted) return [];
  const { snapshot, entries } = stored;
  const base = snapshot === undefined ? undefined : decodeSnapshot(snapshot, textEngine);
  const { seq, state } = fold(base, entries, textEngine);
  const steps: MigrationEntry[] = [];
  for (let to = version + 1; to <= wanted; to++) {
    const ops = runStep(definition, room, to, state);
    steps.push({ seq: seq + steps.length + 1, at, kind: "migration", version: to, ops });
  }
  try {
    checkStored(state, definition.schema);
  } catch (error) {
    if (!(error instanceof Incompatible)) throw error;
    const reason = `what the migration to version ${wanted} leaves does not fit: ${error.message}`;
    throw new Incompatible(room, reason, { cause: error });
  }
  return steps;
}

/** The version a room is stored at: what its last migration led to, or 1. */
function versionOf({ snapshot, entries }: StoredRoom): number {
  const last = entries.findLast((entry) => entry.kind === "migration");
  return last?.version ?? snapshot?.version ?? 1;
}

/** Runs one step of a definition on `state`. Throws `Incompatible`. */
export function runStep(
  { migrate: steps }: RoomDefinition,
  room: RoomId,
  to: number,
  state: State,
): OpsByKey {
  const step = steps[to];
  if (step === undefined) {
    throw new Incompatible(
      room,
      `it is stored at version ${to - 1}, and there is no migration to version ${to}`,
    );
  }
  try {
    return migrate(state, step);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Incompatible(room, `the migration to version ${to} failed: ${reason}`, {
      cause: error,
    });
  }
}
