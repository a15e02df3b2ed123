import { describeOps, type DownEntry } from "@alongside/core/engine";
import type { PastChange } from "./types.ts";

/** An entry as people read it; undefined for one that says nothing. `names` are those of users by their ids. */
export function pastChange(
  entry: DownEntry,
  names: ReadonlyMap<string, string>,
): PastChange | undefined {
  if ("pruned" in entry) {
    const { seq, at, pruned } = entry;
    const words = `${pruned.length} emptied out of the trash`;
    return { seq, at: new Date(at), by: undefined, words, keys: [] };
  }
  if ("migrated" in entry) {
    const { seq, at, migrated, ops } = entry;
    const words = `brought to version ${migrated}`;
    return { seq, at: new Date(at), by: undefined, words, keys: Object.keys(ops) };
  }
  if (!("actor" in entry)) return undefined;
  const { seq, at, actor, ops, mutation } = entry;
  const name = names.get(actor);
  const written = describeOps(ops);
  return {
    seq,
    at: new Date(at),
    by: name === undefined ? { id: actor } : { id: actor, name },
    words: written === "" ? "nothing changed" : written,
    keys: Object.keys(ops),
    ...(mutation !== undefined && { mutation }),
  };
}
