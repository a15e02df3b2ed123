import type { LockTarget, OpsByKey, UserInfo } from "@alongside/core/engine";
import type { Lock } from "./lock-table.ts";

/** A soft lock that somebody holds, as the app's rules see it. */
export interface HeldLock extends LockTarget {
  readonly client: string;
  readonly user: UserInfo;
}

/** Who holds soft locks in a room, for its rule to look at. */
export interface RuleLocks {
  /** The locks on a record, or on one field of it; a lock on a whole record is one on each of its fields. */
  on(id: string, field?: string): readonly HeldLock[];
  /**
   * The locks that users other than the change's author hold on what `ops` write to: a field, a list or map of a record, its place, or
   * all of a record that is deleted or put back.
   */
  ofOthers(ops: OpsByKey): readonly HeldLock[];
}

/** What a rule may read of the room's locks. */
export interface LockReader {
  on(target: LockTarget): readonly Lock[];
}

export const NO_LOCKS: LockReader = { on: () => [] };

/** The locks as a rule sees them that judges a change of `user`'s. */
export function ruleLocks(reader: LockReader, user: UserInfo): RuleLocks {
  const on = (id: string, field?: string): readonly HeldLock[] =>
    reader.on(field === undefined ? { id } : { id, field }).map(heldLock);
  return {
    on,
    ofOthers: (ops) => {
      const found = new Map<Lock, HeldLock>();
      for (const target of targetsOf(ops))
        for (const lock of reader.on(target))
          if (lock.user.id !== user.id) found.set(lock, heldLock(lock));
      return [...found.values()];
    },
  };
}

export function heldLock({ id, field, client, user }: Lock): HeldLock {
  return field === undefined ? { id, client, user } : { id, field, client, user };
}

function* targetsOf(ops: OpsByKey): Generator<LockTarget> {
  for (const key in ops)
    for (const op of ops[key] ?? []) {
      if ("field" in op) yield { id: op.id, field: op.field };
      // A field that no record has: a lock on the whole record is in the way of a move, those on its fields are not.
      else yield op.op === "move" ? { id: op.id, field: "" } : { id: op.id };
      if ("in" in op) yield { id: op.in.of, field: op.in.field };
    }
}
