import { Refused, type RoomDefinition } from "@alongside/core";
import {
  type DownEntry,
  isOf,
  type Op,
  type OpenChange,
  type OpsByKey,
  partOf,
  type PartToRestore,
  referencesTo,
  Replica,
  Restoring,
  type Seq,
  type When,
  WithoutUser,
} from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { ask } from "./ask.ts";
import type { RestoreOptions, Restored } from "./types.ts";
import { entriesBetween, type Stoppable } from "./walk.ts";

/** Brings the room, a part of it, or all but one user's changes back to a moment, as one change. */
export async function restore<D extends RoomDefinition>(
  session: RoomSession<D>,
  when: When,
  { part, by, until, signal }: Omit<RestoreOptions, "to"> & { readonly until?: When },
): Promise<Restored> {
  const wanted = part === undefined ? undefined : partOf(session.definition.schema, part);
  const stoppable = signal === undefined ? {} : { signal };
  if (by !== undefined) return withoutUser(session, when, by, until, wanted, stoppable);
  const past = await ask(session, { of: "state", when });
  signal?.throwIfAborted();
  const { copy } = session;
  const was = Replica.from(copy.definition.schema, past.state).state;
  const renamed = new Map<string, string>();
  const written = session.writing.write({}, (open, ids) => {
    const rights = copy.rights.get();
    const restoring = new Restoring({
      now: copy.replica,
      was,
      newId: () => ids.next(),
      mayWrite: (key) => rights?.write === true || rights?.write.includes(key) === true,
    });
    push(open, restoring.ops(wanted));
    for (const [id, name] of restoring.renamed) renamed.set(id, name);
  });
  return {
    seq: past.seq,
    ops: count(written.ops),
    renamed,
    references: referencesTo(copy.replica, renamed),
    committed: written.committed,
  };
}

async function withoutUser<D extends RoomDefinition>(
  session: RoomSession<D>,
  when: When,
  by: string,
  until: When | undefined,
  part: PartToRestore | undefined,
  stoppable: Stoppable,
): Promise<Restored> {
  const { copy } = session;
  const { schema } = copy.definition;
  // As the log had it: what came next goes over that, the migrations too.
  const past = await ask(session, { of: "state", when, isStored: true });
  const end =
    until === undefined ? Infinity : (await ask(session, { of: "state", when: until })).seq;
  const without = new WithoutUser({
    state: Replica.from(schema, past.state).state,
    schema,
    by,
    until: end,
    isPart: (key, op) => part === undefined || isOf(part, key, op),
  });
  await catchUp(session, past.seq, without, stoppable);
  const written = session.writing.write({}, (open) => {
    push(open, without.ops(copy.replica, open.n));
  });
  const none = new Map<string, string>();
  const { committed } = written;
  return { seq: past.seq, ops: count(written.ops), renamed: none, references: [], committed };
}

/** Takes the log in as far as this page has it, which goes on meanwhile. */
async function catchUp<D extends RoomDefinition>(
  session: RoomSession<D>,
  from: Seq,
  without: WithoutUser,
  stoppable: Stoppable,
): Promise<void> {
  const { copy } = session;
  const { rewinds } = copy;
  for (let at = from; at < copy.seq;) {
    const until = copy.seq;
    // oxlint-disable-next-line no-await-in-loop -- what came meanwhile is asked for next
    for await (const entry of entriesBetween(session, at, until, stoppable)) takeIn(without, entry);
    at = until;
  }
  if (copy.rewinds !== rewinds)
    throw new Refused("link.lost", `The log of ${copy.name} went back meanwhile`);
}

function takeIn(without: WithoutUser, entry: DownEntry): void {
  if ("pruned" in entry) without.state.prune(entry.pruned);
  else if ("migrated" in entry || "actor" in entry) without.take(entry);
}

function push(open: OpenChange, ops: Iterable<readonly [key: string, op: Op]>): void {
  for (const [key, op] of ops) open.push(key, op);
}

function count(ops: OpsByKey): number {
  return Object.values(ops).reduce((sum, list) => sum + list.length, 0);
}
