import { sqlite } from "@alongside/server";

/** The changes in all rooms of a database, read as a server would read them after a crash. */
export async function countChanges(path: string): Promise<number> {
  const store = sqlite(path);
  let count = 0;
  try {
    let last: string | undefined;
    for (;;) {
      const rooms = await store.listRooms(last);
      if (rooms.length === 0) return count;
      last = rooms.at(-1);
      for (const room of rooms) {
        for await (const entry of store.read(room, 0)) if (entry.kind === "change") count += 1;
      }
    }
  } finally {
    await store.close();
  }
}
