import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sqlite } from "../../src/store/sqlite.ts";
import { UnknownResult } from "../../src/store/store.ts";
import { entries, seqs, upTo } from "./entries.ts";
import { folder } from "./folder.ts";

const MAX_BYTES = 512 * 1024;

/** Writes until it fails. */
async function fillUp(write: () => Promise<void>): Promise<unknown> {
  try {
    for (;;) await write();
  } catch (error) {
    return error;
  }
}

test("[R78] a full disk fails the append with a clear error and leaves the log as it was", async () => {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file, { maxBytes: MAX_BYTES });
  let head = 0;
  const failure = await fillUp(async () => {
    await store.append("board:a", head, entries(head + 1, 1, 10_000));
    head++;
  });
  expect(head).toBeGreaterThan(20);
  expect(failure).not.toBeInstanceOf(UnknownResult);
  expect((failure as Error).message).toMatch(
    /^Append to board:a failed, nothing was written: .*full/,
  );
  expect(await store.head("board:a")).toBe(head);
  expect(await seqs(store, "board:a")).toEqual(upTo(head));
  await expect(store.append("board:a", head, entries(head + 1, 1, 100_000))).rejects.toThrow(
    "full",
  );
  await store.close();
  expect(statSync(file).size).toBeLessThanOrEqual(MAX_BYTES);

  const roomier = sqlite(file);
  await roomier.append("board:a", head, entries(head + 1, 1, 10_000));
  expect(await seqs(roomier, "board:a")).toEqual(upTo(head + 1));
  await roomier.close();
});

test("[R652] the store works again once something was deleted", async () => {
  const store = sqlite(join(folder(), "rooms.db"), { maxBytes: MAX_BYTES });
  for (let seq = 1; seq <= 30; seq++)
    await store.append("board:a", seq - 1, entries(seq, 1, 10_000));
  await expect(store.append("board:b", 0, entries(1, 1, 300_000))).rejects.toThrow("full");
  await store.deleteRoom("board:a");
  let fits = false;
  // What was deleted is removed piece by piece.
  for (let tries = 0; tries < 1000 && !fits; tries++) {
    fits = await store.append("board:b", 0, entries(1, 1, 300_000)).then(
      () => true,
      () => false,
    );
  }
  expect(fits).toBe(true);
  expect(await store.listRooms()).toEqual(["board:b"]);
  await store.close();
});

test("[R78] a snapshot that does not fit fails, is never seen, and leaves no trace", async () => {
  const store = sqlite(join(folder(), "rooms.db"), { maxBytes: MAX_BYTES });
  await store.append("board:a", 0, entries(1, 1, 150_000));
  await store.append("board:a", 1, entries(2, 1, 150_000));
  await expect(store.saveSnapshot("board:a", 2)).rejects.toThrow("full");
  expect(await store.loadSnapshot("board:a")).toBeUndefined();
  expect(await seqs(store, "board:a")).toEqual([1, 2]);
  await store.append("board:b", 0, entries(1, 1));
  await store.close();
});
