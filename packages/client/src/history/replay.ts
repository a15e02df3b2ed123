import type { RoomDefinition, StorageOf } from "@alongside/core";
import {
  type DownEntry,
  MOST_ENTRIES,
  type PastChange,
  pastChange,
  type Replica,
  type Seq,
  type When,
} from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { ask } from "./ask.ts";
import type { Replayed } from "./types.ts";

/** The room at a moment, and then after each entry up to another one, which is the last one by default. */
export async function* replay<D extends RoomDefinition>(
  session: RoomSession<D>,
  from: When,
  to: When | undefined,
  names: () => ReadonlyMap<string, string>,
): AsyncGenerator<Replayed<D>, undefined> {
  const { copy } = session;
  const begun = await ask(session, { of: "state", when: from });
  let { seq, older } = begun;
  let replica = copy.replicaFrom(begun.state);
  const shown = (at: number, change?: PastChange): Replayed<D> => ({
    seq,
    at: seq === 0 ? undefined : new Date(at),
    state: replica.view as unknown as StorageOf<D>,
    change,
  });
  yield shown(begun.at);
  // Where it ends is the same for all pages, though the room goes on.
  const until = to ?? copy.seq;
  for (let after: Seq | undefined = seq; after !== undefined;) {
    const page: { readonly list: readonly DownEntry[]; readonly next?: Seq } = await ask(session, {
      of: "entries",
      after,
      until,
      limit: MOST_ENTRIES,
    });
    for (const entry of page.list) {
      const change = pastChange(entry, names());
      if (change === undefined) continue;
      ({ seq } = change);
      if (older === undefined) take(replica, entry);
      else {
        // It goes over what there was then, and not over what the steps of migrations made of that.
        const past = await ask(session, { of: "state", when: seq });
        ({ older } = past);
        replica = copy.replicaFrom(past.state);
      }
      yield shown(change.at.getTime(), change);
    }
    after = page.next;
  }
}

function take(replica: Replica, entry: DownEntry): void {
  if ("pruned" in entry) replica.prune(entry.pruned);
  else if ("migrated" in entry || "actor" in entry) replica.confirm(entry.ops);
}
