import type { Entry, Snapshot } from "@alongside/core";

// Stands in until core has `fold`, `encodeSnapshot` and `decodeSnapshot`: knows records appended to lists, and the ledger.
/** The snapshot after `entries`, which follow `previous` without a gap. */
export function foldSnapshot(previous: Snapshot | undefined, entries: Iterable<Entry>): Snapshot {
  const lists = new Map<string, unknown[]>();
  for (const [key, text] of previous?.state ?? [])
    lists.set(key, (JSON.parse(text) as { list: unknown[] }).list);
  const ledger = new Map<string, [string, string, number, number]>();
  for (const line of JSON.parse(previous?.ledger ?? "[]") as [string, string, number, number][])
    ledger.set(line[0], line);
  let seq = previous?.seq ?? 0;
  for (const entry of entries) {
    seq = entry.seq;
    if (entry.kind === "prune") continue;
    ledger.set(entry.client, [entry.client, entry.actor, entry.clientSeq, entry.at]);
    if (entry.kind !== "change") continue;
    for (const [key, ops] of Object.entries(entry.ops)) {
      let list = lists.get(key);
      if (!list) lists.set(key, (list = []));
      for (const op of ops) if (op.op === "insert") list.push({ id: op.id, fields: op.fields });
    }
  }
  const state = new Map([...lists].map(([key, list]) => [key, JSON.stringify({ list })]));
  return { seq, state, trash: "[]", ledger: JSON.stringify([...ledger.values()]) };
}
