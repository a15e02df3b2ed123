import type { RoomDefinition } from "@alongside/core";
import { Difference, Replica, type RoomDifference, type When } from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { ask, type Found } from "./ask.ts";
import { entriesBetween, type Stoppable } from "./walk.ts";

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
  stoppable?: Stoppable,
): Promise<RoomDifference> {
  const [one, other] = [
    await ask(session, { of: "state", when: a }),
    await ask(session, { of: "state", when: b }),
  ];
  const [first, last] = one.seq <= other.seq ? [one, other] : [other, one];
  const found = await begun(session, first, last);
  for await (const entry of entriesBetween(session, first.seq, last.seq, stoppable))
    if ("pruned" in entry) found.prune(entry.pruned);
    else if ("migrated" in entry || "actor" in entry) found.take(entry);
  return found.result();
}
