import type { DraftOf } from "@alongside/core";
import { LonelyPage } from "../lonely-page.ts";
import { answer, ownCpuMs } from "../process.ts";
import { Shapes, shapeOf } from "../rooms.ts";

/** What one page needs in a room of many records: CPU time of its thread, in ms. */
export interface LargeResult {
  /** From the server's message, as a text, until the list was read. */
  readonly join: number;
  /** Of one change, until the list was read: the mean of many. */
  readonly [change: string]: number;
}

const CLIENT = "c".repeat(16);
const CHANGES = 200;
/** Changes between two answers of the server. */
const BATCH = 10;
const IN = { of: "root", field: "items" };

type Doc = DraftOf<typeof Shapes>;

/** A state as the server would send it. */
function stateOf(records: number): string {
  const list = Array.from({ length: records }, (_, i) => ({ id: idOf(i), fields: shapeOf(i) }));
  return JSON.stringify({ items: { list } });
}

function idOf(i: number): string {
  return `${CLIENT}.1.${i.toString(36)}`;
}

/** Some record, another one each time. */
function some(n: number, records: number): number {
  return (n * 7919) % records;
}

answer(async ({ records }: { readonly records: number }): Promise<LargeResult> => {
  const json = stateOf(records);
  // Warm, but not of the same size.
  await new LonelyPage(Shapes, stateOf(records / 50)).room.ready;
  const began = ownCpuMs();
  const page = new LonelyPage(Shapes, json);
  await page.room.ready;
  const { room } = page;
  const read = (): number => room.get()?.items.length ?? 0;
  if (read() !== records) throw new Error("The records did not come");
  const result: Record<string, number> & { join: number } = { join: ownCpuMs() - began };

  const time = (what: string, change: (n: number) => void): void => {
    let ms = 0;
    for (let n = 0; n < CHANGES;) {
      const start = ownCpuMs();
      for (const end = n + BATCH; n < end; n++) {
        const before = room.get()?.items;
        change(n);
        if (room.get()?.items === before) throw new Error(`${what}: nothing was seen to change`);
      }
      ms += ownCpuMs() - start;
      // Some are pending while others are written.
      page.answer();
      room.get();
    }
    result[what] = ms / CHANGES;
  };
  const update = (fn: (doc: Doc, n: number) => void) => (n: number) =>
    room.update((doc: Doc) => fn(doc, n));
  time(
    "own insert",
    update((doc, n) => doc.items.insert(shapeOf(n), { after: idOf(some(n, records)) })),
  );
  time(
    "own move",
    update((doc, n) =>
      doc.items.move(idOf(some(n, records)), { after: idOf(some(n + 50, records)) }),
    ),
  );
  time(
    "own set",
    update((doc, n) => {
      const shape = doc.items.get(idOf(some(n + 100, records)));
      if (shape !== undefined) shape.color = `#${n}`;
    }),
  );
  time(
    "own delete",
    update((doc, n) => doc.items.delete(idOf(some(n + 200, records)))),
  );
  time("other's insert", (n) =>
    page.hear({
      items: [
        {
          op: "insert",
          id: `${"d".repeat(16)}.1.${n.toString(36)}`,
          in: IN,
          at: { after: idOf(some(n + 300, records)) },
          fields: { ...shapeOf(n) },
        },
      ],
    }),
  );
  return result;
});
process.send?.({});
