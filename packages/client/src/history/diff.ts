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
import { ask, type Found } from "./ask.ts";

/** Entries that are looked through, at most. */
const MOST = 100_000;

/** Of a moment before a migration the entries go over what the log had then. */
async function begun<D extends RoomDefinition>(
  session: RoomSession<D>,
  first: Found<{ of: "state"; when: When }>,
  last: Found<{ of: "state"; when: When }>,
): Promise<Difference> {
  const { schema } = session.copy.definition;
  const stateOf = ({ state }: typeof first) => Replica.from(schema, structuredClone(state)).state;
  // Each its own: the one goes on to be the other.
  if (first.older === undefined) return new Difference(schema, stateOf(first), stateOf(first));
  const stored = await ask(session, { of: "state", when: first.seq, isStored: true });
  return new Difference(schema, stateOf(first), stateOf(stored), stateOf(last));
}

/** What became of the room from the earlier of two moments to the later one, and by whom. */
export async function difference<D extends RoomDefinition>(
  session: RoomSession<D>,
  a: When,
  b: When,
): Promise<RoomDifference> {
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
  const found = await begun(session, first, last);
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
