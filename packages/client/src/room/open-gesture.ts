import type { RoomDefinition } from "@alongside/core";
import { Gestures } from "./gestures.ts";
import { sessionOf } from "./sessions.ts";
import type { Gesture, Room } from "./types.ts";

/**
 * Begins a gesture in a room, such as a drag: the others see it live, and one `commit` makes it a change. Throws what `update` throws
 * where nothing may be written, and `TypeError` for what is no room.
 */
export function openGesture<D extends RoomDefinition>(room: Room<D>): Gesture<D> {
  const session = sessionOf(room, "openGesture");
  session.gestures ??= new Gestures(session.writing, session.host, session.presence);
  return session.gestures.begin();
}
