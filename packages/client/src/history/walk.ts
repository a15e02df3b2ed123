import type { RoomDefinition } from "@alongside/core";
import { type DownEntry, MOST_ENTRIES, type Seq, type When } from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { ask } from "./ask.ts";

/** Stops a long look at the past between two of its questions. */
export interface Stoppable {
  /** Where it is aborted, what was asked for rejects with its reason, and nothing is written. */
  readonly signal?: AbortSignal;
}

/** The entries after one up to a moment, each with something that this user may see: a page holds those of one question. */
export async function* entriesBetween<D extends RoomDefinition>(
  session: RoomSession<D>,
  from: Seq,
  until: When,
  { signal }: Stoppable = {},
): AsyncGenerator<DownEntry, undefined> {
  for (let after: Seq | undefined = from; after !== undefined;) {
    signal?.throwIfAborted();
    const page: { readonly list: readonly DownEntry[]; readonly next?: Seq } = await ask(session, {
      of: "entries",
      after,
      until,
      limit: MOST_ENTRIES,
    });
    signal?.throwIfAborted();
    yield* page.list;
    after = page.next;
  }
}
