import {
  isOf,
  type PartToRestore,
  type RecordSchema,
  referencesTo,
  Restoring,
  type Seq,
  type When,
  WithoutUser,
} from "@alongside/core/engine";
import type { Run } from "../room/verdict.ts";
import type { PastSource } from "./past-source.ts";

/** What is brought back: all, a part, or what one user did up to a moment. */
export interface ToBringBack {
  readonly part?: PartToRestore;
  readonly by?: string;
  readonly to?: When;
}

/** What a restore was found to write, once it has run. */
export interface BringingBack {
  /** Writes it, at the head of the log. */
  readonly run: Run;
  ops: number;
  renamed: ReadonlyMap<string, string>;
  references: readonly { readonly id: string; readonly field: string }[];
}

/**
 * Finds out what brings a room back to a moment. Keys for which `mayWrite` says no stay as they are; with `by` such a change is refused by
 * whoever judges it. Rejects as `Past.seqOf` and `Past.state` do.
 */
export async function bringBack(
  source: PastSource,
  schema: RecordSchema,
  when: When,
  { part, by, to }: ToBringBack,
  mayWrite: (key: string) => boolean,
): Promise<BringingBack> {
  // Entries go over what the log had; what is brought back is as the definition has it now.
  const past = await source.replicaAt(when, by !== undefined);
  const without =
    by === undefined
      ? undefined
      : new WithoutUser({
          state: past.replica.state,
          schema,
          by,
          until: to === undefined ? Infinity : await source.seqOf(to),
          isPart: (key, op) => part === undefined || isOf(part, key, op),
        });
  if (without !== undefined) await takeIn(source, past.seq, without);
  const bringing: BringingBack = {
    ops: 0,
    renamed: new Map(),
    references: [],
    run: (now, open, ids) => {
      const was = past.replica.state;
      const restoring = new Restoring({ now, was, newId: () => ids.next(), mayWrite });
      let ops = 0;
      for (const [key, op] of without?.ops(now, open.n) ?? restoring.ops(part)) {
        open.push(key, op);
        ops += 1;
      }
      const { renamed } = restoring;
      Object.assign(bringing, { ops, renamed, references: referencesTo(now, renamed) });
    },
  };
  return bringing;
}

async function takeIn(source: PastSource, after: Seq, without: WithoutUser): Promise<void> {
  for await (const entry of source.entries(after, await source.head()))
    if ("pruned" in entry) without.state.prune(entry.pruned);
    else without.take(entry);
}
