// How long a file of sqlite() becomes: node --conditions=source bench/src/store/growth.ts [CHANGES] [ROOMS] [FILE]
// Each change is a `set` that is appended by itself, so that it has a row of its own: the most that it can cost. Rooms share the
// disk's flushes only. Says bytes a change, pages included, after the store was closed.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqlite } from "@alongside/server";
import { moved } from "../../../packages/server/test/store/entries.ts";

const [changes = 100_000, rooms = 50] = process.argv.slice(2, 4).map(Number);
const folder = mkdtempSync(join(tmpdir(), "alongside-growth-"));
const file = process.argv[4] ?? join(folder, "rooms.db");

const store = sqlite(file);
const begun = performance.now();
for (let seq = 1; seq <= changes / rooms; seq++)
  await Promise.all(
    Array.from({ length: rooms }, (_, room) =>
      store.append(`board:room-${room}`, seq - 1, [moved(room, seq)]),
    ),
  );
const seconds = (performance.now() - begun) / 1000;
await store.close();
const { size } = statSync(file);
console.log(
  `${changes} sets in ${rooms} rooms: ${(size / changes).toFixed(1)} bytes a change, ${(size / 2 ** 20).toFixed(1)} MB, ${seconds.toFixed(1)} s`,
);
rmSync(folder, { recursive: true });
