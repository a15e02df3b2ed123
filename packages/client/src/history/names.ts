import type { RoomDefinition } from "@alongside/core";
import type { RoomSession } from "../room/room.ts";

/** Names of users who are not here now, of each room. */
const known = new WeakMap<object, Map<string, string>>();

/** Names of users by their ids, as far as they were ever seen here: in the room, or at what they have posted. */
export function knownNames<D extends RoomDefinition>(session: RoomSession<D>): Map<string, string> {
  let names = known.get(session);
  if (names === undefined) known.set(session, (names = new Map()));
  for (const [id, name] of namesIn(session)) names.set(id, name);
  return names;
}

/** The names of those who are here. */
export function namesIn<D extends RoomDefinition>({
  presence,
  host,
}: RoomSession<D>): ReadonlyMap<string, string> {
  const names = new Map(presence.people.get().map(({ user }) => [user.id, user.name]));
  const self = host.user.get();
  if (self !== undefined) names.set(self.id, self.name);
  return names;
}
