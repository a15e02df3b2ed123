import type { Entry } from "@alongside/core/engine";

/** Kinds of entries by name, and of each whether a room's state depends on its entries. */
export type EntryKinds = ReadonlyMap<string, boolean>;

const KNOWN: { readonly [K in Entry["kind"]]: boolean } = {
  change: true,
  outcome: false,
  prune: true,
  migration: true,
  version: false,
};

/** The kinds that this server writes. */
export const ENTRY_KINDS: EntryKinds = new Map(Object.entries(KNOWN));

/**
 * Those of `kinds` of which a client is not sent the entries, as it did not name them in its hello or the wire has no form for them.
 * Undefined where there are none, as mostly.
 */
export function kindsNotTold(kinds: EntryKinds, named: readonly string[]): EntryKinds | undefined {
  let others: Map<string, boolean> | undefined;
  for (const [kind, counts] of kinds)
    if (!named.includes(kind) || !Object.hasOwn(KNOWN, kind))
      (others ??= new Map<string, boolean>()).set(kind, counts);
  return others;
}
