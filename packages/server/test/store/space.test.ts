import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../src/store/sqlite/file.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { entries, moved } from "./entries.ts";
import { folder } from "./folder.ts";

const MB = 2 ** 20;

test("[R540] a change that has a row of its own takes at most 120 bytes of the file", async () => {
  const file = join(folder(), "rooms.db");
  await sqlite(file).close();
  const empty = statSync(file).size;
  const store = sqlite(file);
  const rooms = Array.from({ length: 20 }, (_, room) => room);
  for (let seq = 1; seq <= 400; seq++)
    await Promise.all(
      rooms.map((room) => store.append(`board:room-${room}`, seq - 1, [moved(room, seq)])),
    );
  await store.close();
  const each = (statSync(file).size - empty) / (400 * rooms.length);
  expect(each).toBeLessThan(120);
  // It is all there.
  expect(each).toBeGreaterThan(60);
});

test("[R541] what dropBefore and deleteRoom have forgotten is given back to the disk, while the store runs", async () => {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file);
  for (const room of ["board:a", "board:b"])
    for (let seq = 0; seq < 60; seq += 2)
      await store.append(room, seq, entries(seq + 1, 2, 50_000));
  await store.saveSnapshot("board:a", 60);
  await store.dropBefore("board:a", 60);
  const size = (): number => statSync(file).size;
  // Its snapshot has all of the text.
  await expect.poll(size, { timeout: 10_000 }).toBeLessThan(7.5 * MB);
  expect(size()).toBeGreaterThan(5 * MB);
  await store.deleteRoom("board:a");
  await store.deleteRoom("board:b");
  await expect.poll(size, { timeout: 10_000 }).toBeLessThan(0.5 * MB);
  await store.append("board:c", 0, entries(1, 1));
  await store.close();
});

test("[R542] a write-ahead log that has grown becomes short again while the store runs", async () => {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file);
  const wal = (): number => statSync(`${file}-wal`).size;
  await store.append("board:a", 0, entries(1, 1));
  // Somebody reads for long: nothing behind what they see can be cut.
  const reader = connect(file, "reader");
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM log").get();
  for (let seq = 1; seq < 80; seq++)
    await store.append("board:a", seq, entries(seq + 1, 1, 300_000));
  expect(wal()).toBeGreaterThan(20 * MB);
  reader.exec("COMMIT");
  reader.close();
  for (let seq = 80; seq < 100; seq++)
    await store.append("board:a", seq, entries(seq + 1, 1, 300_000));
  await expect.poll(wal, { timeout: 10_000 }).toBeLessThan(8 * MB);
  await store.close();
});
