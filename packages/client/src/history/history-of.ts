import type { RoomDefinition, StorageOf } from "@alongside/core";
import { inWords, misused, MOST_ENTRIES, type Seq, type When } from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { sessionOf } from "../room/sessions.ts";
import type { Room } from "../room/types.ts";
import { ask } from "./ask.ts";
import { pastChange } from "./past-change.ts";
import { restore } from "./restore.ts";
import type { Changes, ChangesOptions, History, Moment, Past } from "./types.ts";

/** Items of a page, where the app does not say how many. */
const LIMIT = 100;

/** The past of a room that `join` returned. What it needs of the page is loaded with this module alone. */
export function historyOf<D extends RoomDefinition>(room: Room<D>): History<D> {
  const session = sessionOf(room, "historyOf");
  return {
    at: (when) => stateAt(session, momentOf(when)),
    changes: (options = {}) => changesOf(session, options),
    async restore(when, { part, by, to } = {}) {
      checkName(by, "by", "the id of a user");
      const rest = { ...(part !== undefined && { part }), ...(by !== undefined && { by }) };
      const until = to === undefined ? {} : { until: momentOf(to) };
      return restore(session, momentOf(when), { ...rest, ...until });
    },
  };
}

async function stateAt<D extends RoomDefinition>(
  session: RoomSession<D>,
  when: When,
): Promise<Past<D>> {
  const { seq, at, state } = await ask(session, { of: "state", when });
  const view = session.copy.replicaFrom(state).view as unknown as StorageOf<D>;
  return { seq, at: seq === 0 ? undefined : new Date(at), state: view };
}

async function changesOf<D extends RoomDefinition>(
  session: RoomSession<D>,
  { from = 1, to, by, part, limit = LIMIT, cursor }: ChangesOptions,
): Promise<Changes> {
  const { name } = session;
  checkLimit(limit);
  checkName(by, "by", "the id of a user");
  checkName(part, "part", "a top-level key, or the id of a record");
  const after = cursor === undefined ? before(momentOf(from)) : seqIn(cursor, name);
  const { list, next } = await ask(session, {
    of: "entries",
    after,
    limit,
    ...(to !== undefined && { until: momentOf(to) }),
    ...(by !== undefined && { by }),
    ...(part !== undefined && { part }),
  });
  const names = new Map(session.presence.people.get().map(({ user }) => [user.id, user.name]));
  const self = session.host.user.get();
  if (self !== undefined) names.set(self.id, self.name);
  return {
    items: list.flatMap((entry) => pastChange(entry, names) ?? []),
    cursor: next === undefined ? undefined : `${name} ${next}`,
  };
}

function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ENTRIES)
    throw misused(
      "historyOf",
      inWords(() => `limit should be a number from 1 to ${MOST_ENTRIES}`),
      limit,
    );
}

function checkName(given: string | undefined, name: string, wanted: string): void {
  if (given === undefined) return;
  if (typeof given !== "string" || given === "" || given.length > 256)
    throw misused(
      "historyOf",
      inWords(() => `${name} should be ${wanted}`),
      given,
    );
}

/** What the wire calls a moment. Throws `TypeError` for what is none. */
function momentOf(when: Moment): When {
  const value = when instanceof Date ? when.getTime() : when;
  if (!Number.isSafeInteger(value) || value < 0)
    throw misused(
      "historyOf",
      inWords(() => "a moment should be a Date, or the number of an entry"),
      when,
    );
  return when instanceof Date ? { ms: value } : value;
}

/** The moment right before one. */
function before(when: When): When {
  return typeof when === "number" ? Math.max(0, when - 1) : { ms: Math.max(0, when.ms - 1) };
}

function seqIn(cursor: string, room: string): Seq {
  const seq = cursor.startsWith(`${room} `) ? Number(cursor.slice(room.length + 1)) : Number.NaN;
  if (Number.isSafeInteger(seq) && seq >= 0) return seq;
  throw misused(
    "historyOf",
    inWords(() => `the cursor should be one of ${room}`),
    cursor,
  );
}
