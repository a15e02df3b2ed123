import { counter, defineRoom, value } from "@alongside/core";
import type { Entry } from "@alongside/core/engine";
import type { Store } from "@alongside/server";
import { z } from "zod";

/** What is followed. */
export const Board = defineRoom("board", { version: 1, storage: { title: value("") } });

/** What is written into. */
export const Inbox = defineRoom("inbox", {
  version: 1,
  storage: { told: counter() },
  mutations: {
    tell: {
      args: z.object({ n: z.number() }),
      run(doc, { n }) {
        doc.told.add(n);
      },
    },
  },
});

/** Rooms that are filled at a time. */
const AT_ONCE = 500;

/** Fills rooms with titles, `entries` each. */
export async function fill(store: Store, rooms: number, entries: number): Promise<void> {
  for (let from = 0; from < rooms; from += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, rooms - from) }, (_, i) =>
        store.append(`board:r${from + i}`, 0, titles(entries)),
      ),
    );
}

function titles(count: number): readonly Entry[] {
  return Array.from({ length: count }, (_, i) => ({
    seq: i + 1,
    at: 1_700_000_000_000 + i,
    actor: "ada",
    client: "AAAAAAAAAAAA",
    n: i + 1,
    kind: "change",
    ops: { title: [{ op: "set", id: "root", field: "title", value: `title ${i}` }] },
  }));
}
