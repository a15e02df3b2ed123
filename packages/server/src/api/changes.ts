import type { PastChange, RoomId, Seq } from "@alongside/core/engine";
import { entriesOf } from "../history/entries.ts";
import { readChange } from "../store/past/past-entries.ts";
import type { PastChangeParts } from "../store/past/wanted.ts";
import type { ApiRooms } from "./rooms.ts";

/** Which changes are asked for. */
export interface AskedChanges {
  readonly after: Seq;
  readonly limit: number;
  readonly by?: string;
  readonly part?: string;
}

/** Some changes after an entry, and where to go on: at the head where `next` is absent. Looks at 2,000 entries at most. */
export async function changesAfter(
  { store }: Pick<ApiRooms, "store">,
  room: RoomId,
  asked: AskedChanges,
): Promise<{ readonly changes: readonly object[]; readonly head: Seq; readonly next?: Seq }> {
  const head = await store.head(room);
  const { texts, next } = await entriesOf(store, room, {
    ...asked,
    until: head,
    keys: true,
    as: "changes",
  });
  const changes = texts.map((text) => told(readChange(JSON.parse(text) as PastChangeParts)));
  return next === undefined ? { changes, head } : { changes, head, next };
}

function told({ seq, at, by, words, keys, mutation }: PastChange): object {
  return {
    seq,
    at: at.toISOString(),
    ...(by !== undefined && { by: by.id }),
    words,
    keys,
    ...(mutation !== undefined && { mutation }),
  };
}
