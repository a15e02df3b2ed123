import type { Caret, RoomDefinition, TextDraft, TextValue, DraftOf } from "@alongside/core";
import { inWords, misused } from "@alongside/core/engine";
import { compose, type Delta, lengthChange, mapPosition } from "@alongside/core/text";
import { caretFields } from "../presence/carets.ts";
import { sessionOf } from "../room/sessions.ts";
import type { TextEvent } from "../room/text-event.ts";
import type { Changed, Room } from "../room/types.ts";
import { derived } from "./derived.ts";
import { editText, type KeyedPlace, locate, seenText } from "./place.ts";
import { listRefused } from "./refused-edit.ts";
import type { RemoteCaret, SharedText } from "./shared-text.ts";

/** The part of a text's draft that is needed, whatever its attributes. */
export type AnyTextDraft = Pick<TextDraft, "apply" | "length">;

/** How a text is opened. */
export interface OpenTextOptions {
  /** The field of presence that holds the caret. @default the first one that is a `caret()` */
  readonly caret?: string;
  /**
   * Whether its edits are steps of the room's `openUndo`, besides the editor's own undo: for texts among other things, such as
   * notes on a board. What is typed without a rest of a second is one step.
   */
  readonly undo?: boolean;
}

/**
 * One text of a room, for an editor: `openText(room, (doc) => doc.notes.get(id)?.body)`. What `find` finds first stays the text
 * for good; it may be opened before the room is here.
 */
export function openText<D extends RoomDefinition>(
  room: Room<D>,
  find: (doc: DraftOf<D>) => AnyTextDraft | undefined,
  options: OpenTextOptions = {},
): SharedText {
  const session = sessionOf(room, "openText");
  if (typeof find !== "function")
    throw misused(
      "openText",
      inWords(() => "what finds the text should be a function such as (doc) => doc.body"),
      find,
    );
  const { copy } = session;
  const caretField = options.caret ?? caretFields(room.definition)[0];
  let known: KeyedPlace | undefined;
  let isMistaken = false;
  /** What its own edits are told by. */
  const by = {};

  function place(): typeof known {
    if (known !== undefined || isMistaken || room.get() === undefined) return known;
    const found = locate(copy, find);
    if (found === undefined || found === null) return undefined;
    const { place: at } = found as { readonly place?: KeyedPlace };
    // Said once, and not again with each change of the room.
    isMistaken = at?.field === undefined;
    if (isMistaken)
      throw misused(
        "openText",
        inWords(() => "what the function finds should be a text() or undefined"),
        found,
      );
    return (known = at);
  }
  place();

  function get(): TextValue | undefined {
    const at = place();
    return at === undefined || room.get() === undefined ? undefined : seenText(copy.replica, at);
  }

  function edit(delta: Delta, isQuiet = false): Changed<void> {
    const how = { by, isStep: options.undo === true, isQuiet };
    return { local: undefined, committed: editText(session.writing, place(), delta, how) };
  }

  function observe(callback: (delta: Delta | undefined) => void): () => void {
    let seen = get();
    /** What is to be told of what became of `seen`; undefined where that is not known. */
    let untold: Delta | undefined = [];
    /** By how many units all events together made the text longer; undefined while there were none. */
    let growth: number | undefined;
    const stopWatch = copy.textEvents.watch(() => [place()]);
    const stopTexts = copy.textEvents.listeners.add((event: TextEvent) => {
      const at = place();
      if (at?.id !== event.id || at.field !== event.field) return;
      const { delta } = event;
      growth = (growth ?? 0) + (delta === undefined ? 0 : lengthChange(delta));
      if (event.by === by) return;
      untold = untold && delta && (untold.length === 0 ? delta : compose(untold, delta));
    });

    function tell(): void {
      const [before, told, grown] = [seen, untold, growth];
      const now = (seen = get());
      untold = [];
      growth = undefined;
      if (before === undefined || now === undefined) {
        // The text came or went with its record or room.
        if (before !== now) callback(undefined);
        return;
      }
      if (told === undefined) return callback(undefined);
      const isWhole =
        grown === undefined ? now.equals(before) : now.length === before.length + grown;
      if (!isWhole) {
        // A safety net: an editor that went on from here would write in wrong places.
        copy.textEvents.report(
          new Error("A text changed otherwise than was told; it is read anew"),
        );
        return callback(undefined);
      }
      if (told.length > 0) callback(told);
    }
    const stopTold = copy.textEvents.told.add(tell);
    const stopRoom = copy.listeners.add(() => {
      if (!copy.textEvents.isTelling) tell();
    });
    return () => {
      stopWatch();
      stopTexts();
      stopTold();
      stopRoom();
    };
  }

  function caretsNow(): readonly RemoteCaret[] {
    const at = place();
    const length = get()?.length;
    if (at === undefined || length === undefined || caretField === undefined) return [];
    const pending = copy.replica.pendingTexts?.of(at.id, at.field) ?? [];
    const shown = (position: number): number => {
      let now = position;
      for (const item of pending)
        for (const delta of item.deltas) now = mapPosition(now, delta, "left");
      return Math.min(now, length);
    };
    return room.others.get().flatMap(({ client, user, presence }) => {
      const caret = (presence as { readonly [field: string]: unknown })[caretField] as
        | Caret
        | null
        | undefined;
      if (caret?.id !== at.id || caret.field !== at.field) return [];
      return [{ client, user, anchor: shown(caret.anchor), head: shown(caret.head) }];
    });
  }

  return {
    get,
    edit,
    refused(error, delta) {
      if (!listRefused(session.setbacks, copy.replica, place(), delta, error))
        session.report(error, { room: session.name });
    },
    observe,
    carets: derived(
      caretsNow,
      [room.others.subscribe, (callback) => copy.listeners.add(callback)],
      sameCarets,
    ),
    setCaret(caret) {
      const at = place();
      if (caretField === undefined || at === undefined) return;
      const shown = (room.presence.get() as { readonly [field: string]: unknown })[caretField] as
        | Caret
        | null
        | undefined;
      // Another text's caret is not this one's to hide.
      if (caret === null && (shown?.id !== at.id || shown.field !== at.field)) return;
      const value = caret && { id: at.id, field: at.field, anchor: caret.anchor, head: caret.head };
      room.presence.set({ [caretField]: value } as never);
    },
    canWrite: derived(
      () => {
        const at = place();
        const write = room.rights.get()?.write;
        if (at === undefined || write === undefined || get() === undefined) return false;
        return write === true || write.includes(at.key);
      },
      [room.rights.subscribe, (callback) => copy.listeners.add(callback)],
      Object.is,
    ),
  };
}

function sameCarets(a: readonly RemoteCaret[], b: readonly RemoteCaret[]): boolean {
  return (
    a.length === b.length &&
    a.every((caret, i) => {
      const other = b[i];
      return (
        caret.client === other?.client &&
        caret.user === other.user &&
        caret.anchor === other.anchor &&
        caret.head === other.head
      );
    })
  );
}
