import {
  type Caret,
  type Delta,
  mapPosition,
  type RoomDefinition,
  type TextDraft,
  type TextValue,
} from "@alongside/core";
import type { DraftOf } from "@alongside/core";
import { caretFields } from "../presence/carets.ts";
import { sessionOf } from "../room/sessions.ts";
import type { TextEvent } from "../room/text-events.ts";
import type { Changed, Room } from "../room/types.ts";
import { derived } from "./derived.ts";
import type { RemoteCaret, SharedText } from "./shared-text.ts";

/** The part of a text's draft that is needed, whatever its attributes. */
export type AnyTextDraft = Pick<TextDraft, "apply" | "length">;

/** How a text is opened. */
export interface OpenTextOptions {
  /** The field of presence that holds the caret; by default the first one that is a `caret()`. */
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
  const session = sessionOf(room);
  const { changes } = session;
  const caretField = options.caret ?? caretFields(room.definition)[0];
  let known: ReturnType<typeof changes.locate>;
  let isEditing = false;

  function place(): typeof known {
    if (known === undefined && room.get() !== undefined) known = changes.locate(find);
    return known;
  }

  function get(): TextValue | undefined {
    const at = place();
    if (at === undefined || room.get() === undefined) return undefined;
    const { replica } = changes;
    const node = replica.isSeen(at.id) ? replica.node(at.id) : undefined;
    return node === undefined ? undefined : replica.text(node, at.field);
  }

  function edit(delta: Delta): Changed<void> {
    isEditing = true;
    try {
      const { committed } = changes.editText(place(), delta, options.undo === true);
      return { local: undefined, committed };
    } finally {
      isEditing = false;
    }
  }

  function observe(callback: (delta: Delta | undefined) => void): () => void {
    let seen = get();
    /** What became of `seen` was told, change by change. */
    let isTold = false;
    const stopWatch = changes.texts.watch(() => [place()]);
    const stopTexts = changes.texts.listeners.add(({ id, field, delta, isOwn }: TextEvent) => {
      const at = place();
      if (at?.id !== id || at.field !== field) return;
      if (seen === undefined || get() === undefined) return;
      isTold = true;
      if (delta.length > 0 && !(isOwn && isEditing)) callback(delta);
    });
    // The text came or went with its record or room.
    const stopRoom = session.subscribe(() => {
      const before = seen;
      seen = get();
      const isKnown = isTold && before !== undefined && seen !== undefined;
      isTold = false;
      if (seen === before || isKnown) return;
      if (before === undefined || seen?.equals(before) !== true) callback(undefined);
    });
    return () => {
      stopWatch();
      stopTexts();
      stopRoom();
    };
  }

  function caretsNow(): readonly RemoteCaret[] {
    const at = place();
    const length = get()?.length;
    if (at === undefined || length === undefined || caretField === undefined) return [];
    const pending = changes.replica.texts?.of(at.id, at.field) ?? [];
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
    observe,
    carets: derived(
      caretsNow,
      [room.others.subscribe, (callback) => session.subscribe(callback)],
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
      [room.rights.subscribe, (callback) => session.subscribe(callback)],
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
