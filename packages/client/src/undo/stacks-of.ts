import type { RoomDefinition } from "@alongside/core";
import type { RoomSession } from "../room/room.ts";
import { UndoStacks } from "./undo-stacks.ts";

/** The one of each session. */
const made = new WeakMap<object, UndoStacks>();

/** Follows the own changes of a room from now on, so that they can be undone. */
export function undoStacksOf<D extends RoomDefinition>(session: RoomSession<D>): UndoStacks {
  const before = made.get(session);
  if (before !== undefined) return before;
  const { copy } = session;
  const stacks = new UndoStacks(session.writing);
  copy.recorder = stacks;
  copy.textEvents.recorder = stacks;
  copy.textEvents.watch(() => stacks.texts());
  made.set(session, stacks);
  // The device may have steps of this tab.
  session.keeper?.changed();
  return stacks;
}
