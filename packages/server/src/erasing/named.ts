import type { RoomDefinition } from "@alongside/core";
import type { RoomId } from "@alongside/core/engine";
import { Inbox } from "@alongside/core/inbox";
import { Dropped, type Store } from "../store/store.ts";

/** Of an inbox: who caused what is in it. */
const PEOPLE = { people: ["by", "activities"] } as const;

/** The fields of a definition that name people; undefined where it has none. */
export function peopleIn(definition: RoomDefinition | undefined): typeof PEOPLE | undefined {
  return definition === Inbox ? PEOPLE : undefined;
}

/** Whether the log of a room, or its last snapshot, may name one of these in what others wrote. */
export async function isNamed(
  store: Store,
  room: RoomId,
  users: readonly string[],
): Promise<boolean> {
  const names = users.map((user) => JSON.stringify(user));
  const isIn = (json: string): boolean => names.some((name) => json.includes(name));
  const snapshot = await store.loadSnapshot(room);
  if (snapshot !== undefined)
    for (const json of snapshot.state.values()) if (isIn(json)) return true;
  for (let from = 0; ;) {
    try {
      for await (const entry of store.read(room, from))
        if (isIn(JSON.stringify(entry))) return true;
      return false;
    } catch (error) {
      if (!(error instanceof Dropped) || error.floor <= from) throw error;
      from = error.floor;
    }
  }
}
