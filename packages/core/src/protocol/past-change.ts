import { describeOps } from "../change/describe-ops.ts";
import type { Seq } from "../log.ts";
import { isFields } from "../mistake.ts";
import { TELLING } from "../schema/activity/telling.ts";
import type { MutationCall } from "./change.ts";
import type { DownEntry } from "./entries.ts";

/** A person as the past knows them. */
export interface PastUser {
  readonly id: string;
  /** Of those who are in the room now. */
  readonly name?: string;
}

/** An entry of the log that somebody can read something of. */
export interface PastChange {
  readonly seq: Seq;
  readonly at: Date;
  /** Whoever wrote it; undefined for a migration and for what left the trash for good. */
  readonly by: PastUser | undefined;
  /** For people: `2 added to shapes, title set`. */
  readonly words: string;
  /** The top-level keys that it writes to. */
  readonly keys: readonly string[];
  /** The mutation that made it, for who may read everything. */
  readonly mutation?: MutationCall;
}

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
    words: written === "" ? nothingOr(mutation) : written,
    keys: Object.keys(ops),
    ...(mutation !== undefined && { mutation }),
  };
}

/** A change that writes nothing may have told something. */
function nothingOr(mutation: MutationCall | undefined): string {
  const { args, name } = mutation ?? {};
  const summary = name === TELLING && isFields(args) ? args["summary"] : undefined;
  return typeof summary === "string" ? `told: ${summary}` : "nothing changed";
}
