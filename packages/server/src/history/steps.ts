import type { RoomDefinition, StorageOf } from "@alongside/core";
import {
  Difference,
  type PastChange,
  pastChange,
  type RoomDifference,
  type Op,
  type Seq,
  type When,
} from "@alongside/core/engine";
import type { PastEntry } from "./entries.ts";
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
  let last: PastEntry | undefined;
  for await (const entry of source.entries(then.seq, until)) {
    const { seq, at } = entry;
    const isRest = last?.seq === seq;
    if (last !== undefined && !isRest)
      yield { ...shown<D>(then), change: pastChange(last, NOBODY) };
    last = isRest && last !== undefined ? together(last, entry) : entry;
    if (then.older === undefined) {
      then = { seq, at, replica: then.replica };
      if ("pruned" in entry) then.replica.prune(entry.pruned);
      else then.replica.confirm(entry.ops);
      // It goes over what there was then, and not over what the steps of migrations made of that.
    } else if (!isRest) then = await source.replicaAt(seq);
  }
  if (last !== undefined) yield { ...shown<D>(then), change: pastChange(last, NOBODY) };
}

/** An entry that came in pieces, with the next one of them. */
function together(entry: PastEntry, piece: PastEntry): PastEntry {
  if ("pruned" in entry || "pruned" in piece) return entry;
  const ops = entry.ops as { [key: string]: Op[] };
  for (const [key, list] of Object.entries(piece.ops)) {
    const known = ops[key];
    if (known === undefined) ops[key] = [...list];
    else for (const op of list) known.push(op);
  }
  return entry;
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
    else found.take(entry);
  return found.result();
}
