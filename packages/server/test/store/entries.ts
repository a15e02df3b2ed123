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

/** Entry `seq` of a room whose number is `room`: somebody drags a shape. */
export function moved(room: number, seq: number): Entry {
  const client = `client-${room}`.padEnd(12, "x");
  const value = Math.round(Math.sin(seq) * 1e6) / 1e3;
  return {
    seq,
    at: 1_760_000_000_000 + seq * 50,
    actor: `user-${room}`.padEnd(20, "0"),
    client,
    n: seq,
    kind: "change",
    ops: { shapes: [{ op: "set", id: `${client}.1.0`, field: "x", value }] },
  };
}
