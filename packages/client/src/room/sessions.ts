import { type RoomDefinition } from "@alongside/core";
import { inWords, misused } from "@alongside/core/engine";
import type { RoomSession } from "./room.ts";
import type { Room } from "./types.ts";

const sessions = new WeakMap<object, unknown>();

/** Remembers which session a room handle stands for. */
export function noteSession<D extends RoomDefinition>(
  room: Room<D>,
  session: RoomSession<D>,
): Room<D> {
  sessions.set(room, session);
  return room;
}

/** The session behind a room that `join` answered. Throws `TypeError` for anything else. */
export function sessionOf<D extends RoomDefinition>(room: Room<D>, call = "join"): RoomSession<D> {
  const session = sessions.get(room);
  if (session === undefined)
    throw misused(
      call,
      inWords(() => "the room should be what client.join answered"),
      room,
    );
  return session as RoomSession<D>;
}
