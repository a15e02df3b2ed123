import type { RoomPort } from "../room/port.ts";

/** The ids of those who have a page of this room before their eyes; nobody has, where it is not in memory. */
export function lookingAt(
  room: Pick<RoomPort, "isOpen" | "company"> | undefined,
): ReadonlySet<string> {
  if (room?.isOpen !== true) return new Set();
  return new Set(
    room.company.list().flatMap(({ user, state }) => (state === "active" ? user.id : [])),
  );
}
