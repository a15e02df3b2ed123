import type { DraftOf, RoomDefinition, StorageOf } from "@alongside/core";
import { linking, inWords, misused, said, TELLING } from "@alongside/core/engine";
import type { RoomHost } from "./host.ts";
import type { RoomSession } from "./room.ts";
import { exportCode } from "../unsent/later-export.ts";
import { noteSession } from "./sessions.ts";
import type { Changed, Mutate, Room } from "./types.ts";

/** What one user of a room holds: all that a session can do for an app, and its own `leave`. */
export function roomHandle<D extends RoomDefinition>(
  session: RoomSession<D>,
  id: string,
  host: RoomHost,
  onLeave: () => void,
): Room<D> {
  const { definition, copy, writing, events, presence, get } = session;
  let hasLeft = false;

  function subscribe(callback: (state: StorageOf<D>) => void): () => void;
  function subscribe<T>(
    selector: (state: StorageOf<D>) => T,
    callback: (value: T) => void,
    equal?: (a: T, b: T) => boolean,
  ): () => void;
  function subscribe(
    first: (state: StorageOf<D>) => unknown,
    callback?: (value: unknown) => void,
    equal: (a: unknown, b: unknown) => boolean = Object.is,
  ): () => void {
    const select = callback === undefined ? (state: StorageOf<D>): unknown => state : first;
    for (const given of [first, callback ?? first, equal])
      if (typeof given !== "function")
        throw misused(
          "subscribe",
          inWords(() => "each argument should be a function"),
          given,
        );
    const tell = callback ?? (first as (value: unknown) => void);
    const read = (): readonly [value: unknown] | undefined => {
      const state = get();
      return state === undefined ? undefined : [select(state)];
    };
    let last = read();
    return copy.listeners.add(() => {
      const now = read();
      if (now === undefined || (last !== undefined && equal(last[0], now[0]))) return;
      last = now;
      tell(now[0]);
    });
  }

  const mutate: Record<string, (args: unknown) => Changed<void>> = {};
  for (const name of definition.checks.mutations.keys()) {
    mutate[name] = (args: unknown) => {
      const { local, committed } = writing.mutate(name, args);
      return { local, committed };
    };
  }

  const room: Room<D> = {
    definition,
    id,
    get ready() {
      return session.ready;
    },
    get,
    subscribe,
    update: <T>(fn: (doc: DraftOf<D>) => T, options = {}) => writing.update(fn, options),
    mutate: mutate as unknown as Mutate<D>,
    activity(told) {
      const tell = mutate[TELLING];
      if (tell === undefined)
        throw misused(
          "activity",
          inWords(() => `${definition.name} should name the types of activities that may be told`),
          told,
        );
      return tell(told);
    },
    rejected: session.rejected,
    rewound: session.rewound,
    status: session.told.cell,
    saved: (where = "server") => session.told.saved(where),
    export: async () => (await exportCode.load()).exportRoom(session),
    rights: copy.rights,
    self: presence.self,
    presence: presence.own,
    look: (viewport) => linking(() => presence.looking.at(viewport)),
    crowd: presence.crowd,
    others: presence.others,
    people: presence.people,
    broadcast: (name, body, options) => linking(() => session.broadcast(name, body, options?.to)),
    on: (name, callback) => events.on(name, callback as Parameters<typeof events.on>[1]),
    locks: session.locks.all,
    lock: (target, options) => session.locks.lock(target, options),
    leave() {
      if (hasLeft)
        throw new Error(
          said(
            "join",
            inWords(() => `This user of the room ${session.name} has left it already`),
            session.name,
          ),
        );
      hasLeft = true;
      onLeave();
    },
  };
  return noteSession(room, session);
}
