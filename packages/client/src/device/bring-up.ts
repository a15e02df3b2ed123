import type { RoomDefinition } from "@alongside/core";
import { migratedStates, OlderWrites } from "@alongside/core/engine";
import type { Report } from "../readable.ts";
import type { ChangeData } from "../room/pending.ts";
import { countOps, mapOps } from "../room/written-ops.ts";
import type { RoomRow, StoredQueue } from "./rows.ts";

/** What the device has of a room, as this page's definition has it. */
interface BroughtUp {
  readonly room: RoomRow | undefined;
  readonly queues: readonly StoredQueue[];
  /** Those of the queues that are not on the device as they are here. */
  readonly changed: readonly StoredQueue[];
}

/**
 * Brings what pages of older versions have left to this page's version, by the definition's steps: the room, and what each change
 * writes, under the number that it has. What cannot be brought there stays as it is, and `report` hears why: the room is then
 * shown once it is fetched, and the server judges the changes.
 */
export function bringUp(
  definition: RoomDefinition,
  room: RoomRow | undefined,
  queues: readonly StoredQueue[],
  report: Report,
): BroughtUp {
  const { version } = definition;
  const isOlder = (one: { readonly version: number }): boolean => one.version < version;
  const older = queues.filter(isOlder);
  const changed: StoredQueue[] = [];
  if (older.length === 0 && (room === undefined || !isOlder(room)))
    return { room: readable(definition, room), queues, changed };
  const tried = <T>(what: string, make: () => T, instead: T): T => {
    try {
      return make();
    } catch (cause) {
      const words = `${definition.name}: ${what} on this device could not be brought to version ${version}`;
      report(new Error(words, { cause }));
      return instead;
    }
  };
  const from = room?.version ?? Math.min(...older.map((queue) => queue.version));
  const writes = new OlderWrites(definition, from, room?.states ?? {});
  const now = queues.map((queue) =>
    isOlder(queue)
      ? tried(
          "what was not sent",
          () => {
            checkSteps(definition, queue.version);
            writes.upTo(queue.version);
            const changes = queue.changes.map((data) => brought(writes, queue.version, data));
            const here = { ...queue, version, changes };
            changed.push(here);
            return here;
          },
          queue,
        )
      : queue,
  );
  const shown =
    room !== undefined && isOlder(room)
      ? tried("the room", () => migrated(definition, room), room)
      : room;
  return { room: readable(definition, shown), queues: now, changed };
}

/** A room whose texts are not what the log has is not seen where the definition has texts again: it is as one of another version. */
function readable(definition: RoomDefinition, room: RoomRow | undefined): RoomRow | undefined {
  const isStale = room?.hasPassedEdits === true && definition.schema.textEngine !== undefined;
  return isStale ? { ...room, version: Infinity } : room;
}

/** The server refuses the `mark` of another version, so there is none. */
function migrated(definition: RoomDefinition, room: RoomRow): RoomRow {
  const { mark: _, ...kept } = room;
  const states = migratedStates(definition, room.version, room.states);
  return { ...kept, version: definition.version, states };
}

/** Throws `TypeError` where the definition has no way from `version`: then nobody can say what came of a change. */
function checkSteps({ migrate, version }: RoomDefinition, from: number): void {
  for (let to = from + 1; to <= version; to++)
    if (migrate[to] === undefined) throw new TypeError(`There is no migration to version ${to}`);
}

function brought(writes: OlderWrites, version: number, data: ChangeData): ChangeData {
  const { ops, gone, seen } = writes.bring(version, data.ops, data.seen);
  // The server says what becomes of a mutation, and of a change that is to be taken back.
  if (data.mutation !== undefined || data.undo !== undefined) return { ...data, ops };
  if (countOps(gone) === 0) return { ...data, ops, seen };
  if (data.strict !== true) return { ...data, ops, seen, outdated: gone };
  return { ...data, ops: mapOps(data.ops, () => []), seen: undefined, outdated: data.ops };
}
