import {
  type PastChange,
  pastChange,
  readAnswer,
  type Rights,
  type RoomId,
  type Seq,
} from "@alongside/core/engine";
import { entriesOf } from "../history/entries.ts";
import type { ApiRooms } from "./rooms.ts";

const ALL: Rights = { read: true, write: true };

/** The API names users by id alone. */
const NOBODY: ReadonlyMap<string, string> = new Map();

/** Which changes are asked for. */
export interface AskedChanges {
  readonly after: Seq;
  readonly limit: number;
  readonly by?: string;
  readonly part?: string;
}

/** Some changes after an entry, and where to go on: at the head where `next` is absent. Looks at 2,000 entries at most. */
export async function changesAfter(
  { store, clock }: Pick<ApiRooms, "store" | "clock">,
  room: RoomId,
  asked: AskedChanges,
): Promise<{ readonly changes: readonly object[]; readonly head: Seq; readonly next?: Seq }> {
  const head = await store.head(room);
  const { texts, next } = await entriesOf(store, clock, room, { ...asked, until: head }, ALL);
  const read = readAnswer(["e", JSON.parse(`[${texts.join(",")}]`) as never]);
  const list = read.of === "entries" ? read.list : [];
  const changes = list.flatMap((entry) => {
    const change = pastChange(entry, NOBODY);
    return change === undefined ? [] : [told(change)];
  });
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
