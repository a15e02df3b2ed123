import type { DraftOf, RoomDefinition, StorageOf, UserInfo } from "@alongside/core";
import type { Readable, Report } from "../readable.ts";
import type { RoomSession } from "./room.ts";
import type { Mutate, Room } from "./types.ts";

/** What one user of a room holds: all that a session can do for an app, and its own `leave`. */
export function roomHandle<D extends RoomDefinition>(
  session: RoomSession<D>,
  id: string,
  user: Readable<UserInfo | undefined>,
  report: Report,
  onLeave: () => void,
): Room<D> {
  let hasLeft = false;

  function subscribe<T>(
    first: ((state: StorageOf<D>) => T) | ((state: StorageOf<D>) => void),
    callback?: (value: T) => void,
    equal: (a: T, b: T) => boolean = Object.is,
  ): () => void {
    const select = callback === undefined ? undefined : (first as (state: StorageOf<D>) => T);
    const tell = (callback ?? first) as (value: unknown) => void;
    const read = (): unknown => {
      const state = session.get();
      return state === undefined || select === undefined ? state : select(state);
    };
    let last = read();
    return session.subscribe(() => {
      if (!session.isReady) return;
      const now = read();
      if (select === undefined ? Object.is(now, last) : equal(now as T, last as T)) return;
      last = now;
      tell(now);
    });
  }

  const mutate: Record<string, unknown> = {};
  for (const name of session.definition.checks.mutations.keys()) {
    mutate[name] = (args: unknown) => session.mutate(name, args);
  }

  return {
    definition: session.definition,
    id,
    get ready() {
      return session.ready;
    },
    get: () => session.get(),
    subscribe,
    update: <T>(fn: (doc: DraftOf<D>) => T, options = {}) => session.update(fn, options),
    mutate: mutate as Mutate<D>,
    gesture: () => session.gesture(),
    rejected: session.rejections.list,
    status: session.status,
    rights: session.rights,
    self: user,
    presence: session.presence.own,
    others: session.presence.others,
    people: session.presence.people,
    broadcast: (name, body) => session.broadcast(name, body),
    on: (name, callback) => session.on(name, callback),
    leave() {
      if (hasLeft) return report(new Error(`The room ${session.name} was left twice by the same user of it`));
      hasLeft = true;
      onLeave();
    },
  };
}
