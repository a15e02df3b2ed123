import type { Entry, RoomId, Seq } from "@alongside/core/engine";
import { Dropped, type Store } from "../store/store.ts";

/** Which of its own entries a client has not heard of. */
interface Unheard {
  readonly client: string;
  /** It knows how its changes up to this number ended. */
  readonly ended: number;
  readonly after: Seq;
  readonly until: Seq;
}

/**
 * A client's own entries that it has not heard of, as far as the log reaches back. What was forgotten of them counts as committed:
 * the state that the client gets has what became of it.
 */
export async function outcomesIn(
  store: Store,
  room: RoomId,
  unheard: Unheard,
): Promise<readonly Entry[]> {
  try {
    return await ownEntries(store, room, unheard);
  } catch (error) {
    if (!(error instanceof Dropped)) throw error;
    return ownEntries(store, room, { ...unheard, after: error.base });
  }
}

async function ownEntries(
  store: Store,
  room: RoomId,
  { client, ended, after, until }: Unheard,
): Promise<readonly Entry[]> {
  const own: Entry[] = [];
  if (after >= until) return own;
  for await (const entry of store.read(room, after)) {
    if ("client" in entry && entry.client === client && entry.clientSeq > ended) own.push(entry);
    if (entry.seq >= until) break;
  }
  return own;
}
