import type { RoomDefinition, StorageOf } from "@alongside/core";
import {
  checkRange,
  checkVersionName,
  inWords,
  misused,
  MOST_ENTRIES,
  pastChange,
  type PastUser,
  rightBefore,
  type Seq,
  versionOf,
  type When,
  whenOf,
} from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { sessionOf } from "../room/sessions.ts";
import type { Room } from "../room/types.ts";
import { ask } from "./ask.ts";
import { difference } from "./diff.ts";
import { namesIn } from "./names.ts";
import { replay } from "./replay.ts";
import { restore } from "./restore.ts";
import type { Changes, ChangesOptions, History, Past } from "./types.ts";

/** Items of a page, where the app does not say how many. */
const LIMIT = 100;

/** The past of a room that `join` returned. What it needs of the page is loaded with this module alone. */
export function historyOf<D extends RoomDefinition>(room: Room<D>): History<D> {
  const session = sessionOf(room, "historyOf");
  return {
    at: (when) => stateAt(session, whenOf(when)),
    changes: (options = {}) => changesOf(session, options),
    async writers(id, field, when, range) {
      checkName(id, "the id", "that of a record, or root");
      checkName(field, "the field", "the name of a text");
      checkRange(range);
      const at = when === undefined ? session.copy.seq : whenOf(when);
      const { stretches } = await ask(session, {
        of: "writers",
        when: at,
        record: id,
        field,
        ...(range !== undefined && { range }),
      });
      const names = namesIn(session);
      return stretches.map(([text, by]) => ({
        text,
        by: by === null ? undefined : userOf(by, names),
      }));
    },
    async diff(a, b, stoppable) {
      const [one, other] = [whenOf(a), whenOf(b)];
      return difference(session, one, other, stoppable);
    },
    async versions() {
      const { list } = await ask(session, { of: "versions" });
      const names = namesIn(session);
      return list.map((version) => versionOf(version, names));
    },
    async name(moment, name) {
      checkVersionName(name);
      const when = moment === "now" ? await newest(session) : whenOf(moment);
      const { version } = await ask(session, { of: "name", when, name });
      return versionOf(version, namesIn(session));
    },
    replay: (from, to) =>
      replay(session, whenOf(from), to === undefined ? undefined : whenOf(to), () =>
        namesIn(session),
      ),
    async restore(when, { part, by, to, signal } = {}) {
      checkName(by, "by", "the id of a user");
      const rest = { ...(part !== undefined && { part }), ...(by !== undefined && { by }) };
      const stop = signal === undefined ? {} : { signal };
      const until = to === undefined ? {} : { until: whenOf(to) };
      return restore(session, whenOf(when), { ...rest, ...stop, ...until });
    },
  };
}

/** The last entry that is seen here, once what this page has written before is in the log. */
async function newest<D extends RoomDefinition>({ copy }: RoomSession<D>): Promise<Seq> {
  // Without a connection nothing is asked, so nothing has to be waited for.
  if (copy.isIn)
    await copy.pending
      .all()
      .at(-1)
      ?.committed.catch(() => undefined);
  return copy.seq;
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
  const after = cursor === undefined ? rightBefore(whenOf(from)) : seqIn(cursor, name);
  const { list, next } = await ask(session, {
    of: "entries",
    after,
    limit,
    ...(to !== undefined && { until: whenOf(to) }),
    ...(by !== undefined && { by }),
    ...(part !== undefined && { part }),
  });
  const names = namesIn(session);
  return {
    items: list.flatMap((entry) => pastChange(entry, names) ?? []),
    cursor: next === undefined ? undefined : `${name} ${next}`,
  };
}

function userOf(id: string, names: ReadonlyMap<string, string>): PastUser {
  const name = names.get(id);
  return name === undefined ? { id } : { id, name };
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

function seqIn(cursor: string, room: string): Seq {
  const seq = cursor.startsWith(`${room} `) ? Number(cursor.slice(room.length + 1)) : Number.NaN;
  if (Number.isSafeInteger(seq) && seq >= 0) return seq;
  throw misused(
    "historyOf",
    inWords(() => `the cursor should be one of ${room}`),
    cursor,
  );
}
