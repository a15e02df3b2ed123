import type { RoomDefinition, StorageOf } from "@alongside/core";
import {
  Difference,
  type PastChange,
  pastChange,
  type RoomDifference,
  type Seq,
  type When,
} from "@alongside/core/engine";
import type { PastSource, ReplicaThen } from "./past-source.ts";

/** A room as it was. */
export interface PastRoom<D extends RoomDefinition> {
  /** The last entry that is in it. */
  readonly seq: Seq;
  /** When that was written; undefined before the first one. */
  readonly at: Date | undefined;
  readonly state: StorageOf<D>;
}

/** A room as it was, and what had just been done to it: undefined where a replay begins. */
export interface PastStep<D extends RoomDefinition> extends PastRoom<D> {
  readonly change: PastChange | undefined;
}

/** The names of those who are here are not looked up. */
export const NOBODY: ReadonlyMap<string, string> = new Map();

export function shown<D extends RoomDefinition>({ seq, at, replica }: ReplicaThen): PastRoom<D> {
  const state = replica.view as unknown as StorageOf<D>;
  return { seq, at: seq === 0 ? undefined : new Date(at), state };
}

/** See `RoomHistory.replay`. */
export async function* replayed<D extends RoomDefinition>(
  source: PastSource,
  from: When,
  to: When | undefined,
): AsyncGenerator<PastStep<D>, undefined> {
  let then = await source.replicaAt(from);
  yield { ...shown<D>(then), change: undefined };
  const until = await (to === undefined ? source.head() : source.seqOf(to));
  for await (const entry of source.entries(then.seq, until)) {
    const change = pastChange(entry, NOBODY);
    if (change === undefined) continue;
    const { seq } = change;
    if (then.older === undefined) {
      then = { seq, at: change.at.getTime(), replica: then.replica };
      if ("pruned" in entry) then.replica.prune(entry.pruned);
      else if ("migrated" in entry || "actor" in entry) then.replica.confirm(entry.ops);
      // It goes over what there was then, and not over what the steps of migrations made of that.
    } else then = await source.replicaAt(seq);
    yield { ...shown<D>(then), change };
  }
}

/** See `RoomHistory.diff`. */
export async function difference(source: PastSource, a: When, b: When): Promise<RoomDifference> {
  const [one, other] = [await source.seqOf(a), await source.seqOf(b)];
  const [first, last] = [Math.min(one, other), Math.max(one, other)];
  const was = await source.replicaAt(first);
  const { schema } = was.replica;
  // Its own: it goes on to be the other.
  const log = (await source.replicaAt(first, true)).replica.state;
  const found =
    was.older === undefined
      ? new Difference(schema, was.replica.state, log)
      : new Difference(
          schema,
          was.replica.state,
          log,
          (await source.replicaAt(last)).replica.state,
        );
  for await (const entry of source.entries(first, last))
    if ("pruned" in entry) found.prune(entry.pruned);
    else if ("migrated" in entry || "actor" in entry) found.take(entry);
  return found.result();
}
