import type { Entry, Seq } from "@alongside/core/engine";
import type { Store } from "../../src/store/store.ts";

/** `count` entries from `seq` on, with about `bytes` of text in each. */
export function entries(seq: Seq, count: number, bytes = 10): readonly Entry[] {
  return Array.from({ length: count }, (_, i) => ({
    seq: seq + i,
    at: 1_700_000_000_000 + seq + i,
    actor: "ada",
    client: "AAAAAAAAAAAA",
    n: seq + i,
    kind: "change" as const,
    ops: {
      shapes: [
        {
          op: "insert" as const,
          id: `AAAAAAAAAAAA.${(seq + i).toString(36)}.0`,
          in: { of: "root", field: "shapes" },
          at: "end" as const,
          fields: { label: "x".repeat(bytes) },
        },
      ],
    },
  }));
}

export async function seqs(store: Store, room: string, after: Seq = 0): Promise<readonly Seq[]> {
  const found: Seq[] = [];
  for await (const entry of store.read(room, after)) found.push(entry.seq);
  return found;
}

/** 1, 2, … up to `last`. */
export function upTo(last: Seq): readonly Seq[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}
