import { Refused, type RoomDefinition } from "@alongside/core";
import {
  Difference,
  type DownEntry,
  MOST_ENTRIES,
  Replica,
  type RoomDifference,
  type Seq,
  type When,
} from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { ask } from "./ask.ts";

/** Entries that are looked through, at most. */
const MOST = 100_000;

/** What became of the room from the earlier of two moments to the later one, and by whom. */
export async function difference<D extends RoomDefinition>(
  session: RoomSession<D>,
  a: When,
  b: When,
): Promise<RoomDifference> {
  const { schema } = session.copy.definition;
  const [one, other] = [
    await ask(session, { of: "state", when: a }),
    await ask(session, { of: "state", when: b }),
  ];
  const [first, last] = one.seq <= other.seq ? [one, other] : [other, one];
  if (last.seq - first.seq > MOST)
    throw new Refused(
      "history.too-far",
      `${last.seq - first.seq} entries lie in between, and ${MOST} are looked through`,
    );
  if (first.older !== undefined)
    throw new Refused(
      "history.older",
      `The room was of version ${first.older} of its definition then, and what came next was written to that`,
    );
  // Each its own: the one goes on to be the other.
  const stateOf = () => Replica.from(schema, structuredClone(first.state)).state;
  const found = new Difference(schema, stateOf(), stateOf());
  for (let after: Seq | undefined = first.seq; after !== undefined && after < last.seq;) {
    const page: { readonly list: readonly DownEntry[]; readonly next?: Seq } = await ask(session, {
      of: "entries",
      after,
      until: last.seq,
      limit: MOST_ENTRIES,
    });
    for (const entry of page.list)
      if ("pruned" in entry) found.prune(entry.pruned);
      else if ("migrated" in entry || "actor" in entry) found.take(entry);
    after = page.next;
  }
  return found.result();
}
