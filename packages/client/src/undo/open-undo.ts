import type { RoomDefinition } from "@alongside/core";
import type { Readable } from "../readable.ts";
import { sessionOf } from "../room/sessions.ts";
import type { Changed, Room } from "../room/types.ts";
import { derived } from "../text/derived.ts";
import { UndoStacks } from "./undo-stacks.ts";

/** Takes back what this page did in a room, and nobody else's work. */
export interface Undo {
  /**
   * Takes back the last own change of which something is left, as a change like any other. Undefined when there is none. Throws
   * what `update` throws.
   */
  readonly undo: () => Changed<void> | undefined;
  /** Does again what was undone last. Another own change ends that. */
  readonly redo: () => Changed<void> | undefined;
  /** Whether `undo` would take anything back. */
  readonly canUndo: Readable<boolean>;
  readonly canRedo: Readable<boolean>;
  /** Forgets all that could be undone and done again. */
  readonly clear: () => void;
}

/** The one of each session. */
const opened = new WeakMap<object, Undo>();

/**
 * Follows the own changes of a room from now on, so that they can be undone: each update, mutation and gesture is one step, and
 * the last 200 are kept. A room has one, whoever opens it. What is typed through `openText` is left to the editor's own undo.
 *
 * A step is taken back slot by slot, where what it wrote is still there: what others have written since stays. Counters
 * subtract, new records go to the trash and come back from it, a moved record returns beside its old neighbour, and edits of
 * texts are taken along with what others type. A step of which nothing is left is passed over; a refused change is none.
 */
export function openUndo<D extends RoomDefinition>(room: Room<D>): Undo {
  const session = sessionOf(room);
  const before = opened.get(session);
  if (before !== undefined) return before;
  const { changes } = session;
  const stacks = new UndoStacks(changes);
  changes.recorder = stacks;
  changes.texts.recorder = stacks;
  changes.texts.watch(() => stacks.texts());

  function hasAny(stack: UndoStacks["done"]): boolean {
    if (room.get() === undefined) return false;
    const write = room.rights.get()?.write;
    return (write === true || write?.length !== 0) && stacks.hasAny(stack);
  }
  const sources = [(callback: () => void) => session.subscribe(callback), session.rights.subscribe];

  const undo: Undo = {
    undo: () => stacks.take(stacks.done, stacks.undone),
    redo: () => stacks.take(stacks.undone, stacks.done),
    canUndo: derived(() => hasAny(stacks.done), sources, Object.is),
    canRedo: derived(() => hasAny(stacks.undone), sources, Object.is),
    clear() {
      stacks.clear();
      session.onView();
    },
  };
  opened.set(session, undo);
  return undo;
}
