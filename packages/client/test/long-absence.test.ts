import type { Delta } from "@alongside/core/text";
import { expect, test } from "vitest";
import { openPapers, page, type Writer } from "./support/paper.ts";

/** Words of seven letters all over the page, key by key. */
function typeWords({ text }: Writer, words: number): void {
  for (let word = 0; word < words; word++) {
    const at = 1 + ((word * 7919) % (text.get()?.length ?? 1));
    for (let i = 0; i < 7; i++) text.edit([at + i, String.fromCharCode(97 + ((word + i) % 26))]);
  }
}

// Key by key, 7,000 would seem to be 64 KB.
test.each([
  [40_000, 1],
  [100_000, 2],
])("[R190] %i keys that were typed while away come in %i changes", async (keys, changes) => {
  const {
    server,
    writers: [ann, bob],
  } = await openPapers(["ann", "bob"]);
  ann.text.edit(["-".repeat(20_000)]);
  await server.pass(100);
  ann.away();
  typeWords(ann, Math.ceil(keys / 7));
  const typed = page(ann);
  expect(ann.room.status.get()).toMatchObject({ pending: changes, saved: "memory" });
  ann.back();
  await server.pass(4000);
  expect(ann.room.status.get()).toMatchObject({ pending: 0, saved: "server" });
  expect(page(bob)).toBe(typed);
  expect(page(ann)).toBe(typed);
  const lengths: number[] = [];
  for await (const entry of server.store.read("paper:r", 1)) {
    const ops = entry.kind === "change" ? (entry.ops["page"] ?? []) : [];
    for (const op of ops) if (op.op === "text") lengths.push(letters(op.delta));
  }
  expect(lengths).toHaveLength(changes);
  expect(Math.max(...lengths)).toBeLessThan(64 * 1024);
  expect(server.errors).toEqual([]);
});

function letters(delta: Delta): number {
  return delta.reduce<number>((sum, part) => sum + (typeof part === "string" ? part.length : 0), 0);
}
