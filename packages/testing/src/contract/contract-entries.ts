import type { ChangeEntry, Entry, RoomId, Seq } from "@alongside/core/engine";
import type { Store } from "@alongside/server";

/** All from `from` to `to`. */
export function range(from: Seq, to: Seq): readonly Seq[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

export async function all(
  store: Store,
  room: RoomId,
  after: Seq = 0,
  limit?: number,
): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for await (const entry of store.read(room, after, limit)) found.push(entry);
  return found;
}

const head = (seq: Seq) => ({
  seq,
  at: 1_700_000_000_000 + seq,
  actor: "ada",
  client: "AAAAAAAAAAAA",
  n: seq,
});

export const change = (seq: Seq): ChangeEntry => ({ ...head(seq), kind: "change", ops: {} });

export const outcome = (seq: Seq): Entry => ({
  ...head(seq),
  kind: "outcome",
  code: "rule.refused",
  message: "no",
});

const recordId = (seq: Seq): string => `AAAAAAAAAAAA.${seq.toString(36)}.0`;

export const prune = (seq: Seq): Entry => ({
  seq,
  at: 1_700_000_000_000 + seq,
  kind: "prune",
  ids: ["AAAAAAAAAAAA.1.0"],
});

export const migration = (seq: Seq, version: number, ...labelled: readonly Seq[]): Entry => ({
  seq,
  at: 1_700_000_000_000 + seq,
  kind: "migration",
  version,
  ops: {
    shapes: labelled.map((of) => ({
      op: "set" as const,
      id: recordId(of),
      field: "label",
      value: `of version ${version}`,
    })),
  },
});

/** `count` entries from `seq` on, with about `bytes` in each. */
export function entries(seq: Seq, count: number, bytes = 10): readonly ChangeEntry[] {
  const title = [{ op: "set" as const, id: "root", field: "title", value: "x".repeat(bytes) }];
  return Array.from({ length: count }, (_, i) => ({ ...change(seq + i), ops: { title } }));
}

/** Like {@link entries}, each making one record of the list `shapes`. */
export function inserts(seq: Seq, count: number, bytes = 10): readonly ChangeEntry[] {
  return Array.from({ length: count }, (_, i) => {
    const id = recordId(seq + i);
    const fields = { label: "ä".repeat(bytes) };
    const insert = {
      op: "insert" as const,
      id,
      in: { of: "root", field: "shapes" },
      at: "end" as const,
      fields,
    };
    return { ...change(seq + i), ops: { shapes: [insert] } };
  });
}

/** A log that makes records, deletes and restores some, empties the trash of others, and migrates to versions 2, 3 and 4. */
export function history(count: number): readonly Entry[] {
  return inserts(1, count).map((entry): Entry => {
    const { seq } = entry;
    const life = (op: "delete" | "restore", of: Seq): Entry => ({
      ...entry,
      ops: { shapes: [{ op, id: recordId(of) }] },
    });
    if (seq % 5 === 4) return life("delete", seq - 2);
    if (seq % 10 === 5) return life("restore", seq - 3);
    // The first is in the trash then, the other is not.
    if (seq % 20 === 16) return migration(seq, (seq + 24) / 20, seq - 9, seq - 3);
    if (seq % 20 === 0) return { seq, at: entry.at, kind: "prune", ids: [recordId(seq - 8)] };
    return entry;
  });
}
