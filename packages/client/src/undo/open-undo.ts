import type { RoomDefinition } from "@alongside/core";
import { Cell } from "../cell.ts";
import type { Readable } from "../readable.ts";
import { ofSync } from "../room/of-sync.ts";
import { sessionOf } from "../room/sessions.ts";
import type { Changed, Room } from "../room/types.ts";
import { derived } from "../text/derived.ts";
import { undoStacksOf } from "./stacks-of.ts";
import type { UndoStacks } from "./undo-stacks.ts";

/** Why a press took nothing back. */
export interface UndoChanged {
  readonly code: "undo.changed";
  /** For people: "Ben has changed this since". */
  readonly message: string;
  /** Who has changed it, as far as this page knows. */
  readonly by: readonly UndoUser[];
}

/** A user by id; by name too where they are or were here. */
interface UndoUser {
  readonly id: string;
  readonly name?: string;
}

/** Takes back what this page did in a room, and nobody else's work. */
export interface Undo {
  /**
   * Takes back the last own change, as a change like any other. Undefined when nothing was written: because there is nothing to
   * take back, or because others have changed all that this change wrote. Then `changed` says so, the change stays the one to
   * take back as soon as that is possible again, and the next press is about the one before it. Throws what `update` throws.
   */
  readonly undo: () => Changed<void> | undefined;
  /** Does again what was undone last, in the same way. Another own change ends that. */
  readonly redo: () => Changed<void> | undefined;
  /**
   * Makes one step of all changes that `fn` writes before it returns, such as one action on more records than a change may hold.
   * Returns what `fn` returns; throws what it throws, and `TypeError` for a promise. What was written by then is a step too.
   */
  readonly group: <T>(fn: () => T) => T;
  /** Whether a press of `undo` does something: takes a change back, or tells for the first time that others have changed it. */
  readonly canUndo: Readable<boolean>;
  readonly canRedo: Readable<boolean>;
  /** Set, to a new object each time, by a press that took nothing back; undefined again once something is written. */
  readonly changed: Readable<UndoChanged | undefined>;
  /**
   * The user who has put the record `id` into the trash, where it still is. Undefined where this page did so itself or was not
   * told of it: the deletion came while the page was away, or more than 10,000 deletions ago.
   */
  readonly deletedBy: (id: string) => UndoUser | undefined;
  /** Forgets all that could be undone and done again. */
  readonly clear: () => void;
}

/** The one of each session. */
const opened = new WeakMap<object, Undo>();

/**
 * Follows the own changes of a room from now on, so that they can be undone: each update, mutation and gesture is one step, what is
 * written in one `group` too, and the last 200 are kept. A room has one, whoever opens it. What is typed through `openText` is left to the editor's own undo.
 *
 * A step is taken back slot by slot, where what it wrote is still there: what others have written since stays. Counters
 * subtract, new records go to the trash and come back from it, a moved record returns beside its old neighbour, and edits of
 * texts are taken along with what others type. A press takes no other step than the one on top. A refused change is no step. What
 * a mutation did is what the server says it did, and what is too large for a message the server takes back itself.
 *
 * With a device store, steps are there again after a reload of the tab, and follow the same rules. One whose change the server has
 * still to judge is not taken back before that.
 */
export function openUndo<D extends RoomDefinition>(room: Room<D>): Undo {
  const session = sessionOf(room, "openUndo");
  const before = opened.get(session);
  if (before !== undefined) return before;
  const { copy } = session;
  const { report } = session;
  const changed = new Cell<UndoChanged | undefined>(undefined, report);
  const names = new Map<string, string>();
  const remember = (): void => {
    for (const { user } of room.people.get()) names.set(user.id, user.name);
  };
  room.people.subscribe(remember);
  const stacks = undoStacksOf(session);
  stacks.onTold = (users) => {
    if (users === undefined) return changed.set(undefined);
    remember();
    changed.set(changedBy(users, names, room.self.get()?.id));
    copy.tellView();
  };

  function hasAny(stack: UndoStacks["done"]): boolean {
    if (room.get() === undefined) return false;
    const write = room.rights.get()?.write;
    return (write === true || write?.length !== 0) && stacks.hasAny(stack);
  }
  const sources = [(callback: () => void) => copy.listeners.add(callback), copy.rights.subscribe];

  const undo: Undo = {
    undo: () => stacks.take(stacks.done, stacks.undone),
    redo: () => stacks.take(stacks.undone, stacks.done),
    group: (fn) => stacks.group(() => ofSync(fn())),
    canUndo: derived(() => hasAny(stacks.done), sources, Object.is),
    canRedo: derived(() => hasAny(stacks.undone), sources, Object.is),
    changed,
    deletedBy(id) {
      remember();
      const user = stacks.deleterOf(id);
      return user === undefined ? undefined : named(user, names);
    },
    clear() {
      stacks.clear();
      copy.tellView();
    },
  };
  opened.set(session, undo);
  return undo;
}

function changedBy(
  users: readonly string[],
  names: ReadonlyMap<string, string>,
  self: string | undefined,
): UndoChanged {
  const by = users.map((id) => named(id, names));
  const people = by.map(({ id, name = "Somebody" }) =>
    id === self ? "You, in another window," : name,
  );
  const who = people.length === 0 ? "Somebody" : people.join(" and ");
  const have = people.length > 1 || by[0]?.id === self ? "have" : "has";
  return { code: "undo.changed", message: `${who} ${have} changed this since`, by };
}

function named(id: string, names: ReadonlyMap<string, string>): UndoUser {
  const name = names.get(id);
  return name === undefined ? { id } : { id, name };
}
