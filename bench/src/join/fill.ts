import { createServer, type ServerOptions, sqlite } from "@alongside/server";
import { answer, argumentsOf, sleep } from "../process.ts";
import { pointOf, shapeOf, Shapes } from "../rooms.ts";
import { INSERTS, recordsPerInsert, ROOMS, type RoomName } from "./rooms.ts";

const { folder } = argumentsOf<{ folder: string }>();
const path = `${folder}/rooms.db`;

/** Fills rooms through a server, so that log and snapshots are as a server leaves them. */
async function fill(
  names: readonly RoomName[],
  limits: NonNullable<ServerOptions["limits"]>,
): Promise<void> {
  const store = sqlite(path);
  const server = createServer({ rooms: [Shapes], store, limits, log: () => undefined });
  for (const name of names) {
    const room = server.room(Shapes, name);
    const each = recordsPerInsert(ROOMS[name]);
    for (let i = 0; i < INSERTS; i++) {
      await room.update((doc) => {
        for (let j = 0; j < each; j++) doc.items.push(shapeOf(i * each + j));
      });
    }
    const { items } = await room.read();
    for (let n = INSERTS; n < ROOMS[name].entries; n += 100) {
      const some = Array.from({ length: 100 }, (_, i) => {
        const id = items[((n + i) * 7919) % items.length]?.id ?? "";
        return room.update((doc) => {
          const record = doc.items.get(id);
          if (record !== undefined) record.at = pointOf(n + i);
        });
      });
      await Promise.all(some);
      // People end at a pace at which snapshots keep up, however busy this machine is.
      if (n > ROOMS[name].entries - 5000) await sleep(20);
    }
    if (limits.idleMs !== undefined)
      while ((await store.loadSnapshot(`shapes:${name}`)) === undefined) await sleep(100);
  }
  await server.close();
}

answer(async () => {
  await fill(["short", "long"], {});
  // Nobody changes the big room any more, so it is snapshotted as soon as it is quiet.
  await fill(["big"], { idleMs: 300 });
  return {};
});
