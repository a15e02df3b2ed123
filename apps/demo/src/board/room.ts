import { type Gesture, openGesture, type Room } from "@alongside/client";
import type { DraftOf } from "@alongside/core";
import type { Board } from "./definition.ts";

/** What the editor needs of a room. */
export interface BoardRoom extends Pick<
  Room<typeof Board>,
  "get" | "update" | "mutate" | "presence"
> {
  readonly gesture: () => Gesture<typeof Board>;
}

/** A room as the editor takes it. */
export function boardRoom(room: Room<typeof Board>): BoardRoom {
  const { get, update, mutate, presence } = room;
  return { get, update, mutate, presence, gesture: () => openGesture(room) };
}

export type BoardDraft = DraftOf<typeof Board>;
