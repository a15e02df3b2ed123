import type { RoomDefinition } from "@alongside/core";
import type { RoomSession } from "../room/room.ts";

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
