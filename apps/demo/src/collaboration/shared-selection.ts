import type { Other } from "@alongside/client";
import { useEffect } from "react";
import { boxAround, boxOf, round } from "../lib/geometry.ts";
import type { Box, Point, Size } from "../lib/geometry.ts";

/** What the others are told of a selection. A room whose presence has these two fields can share one. */
export interface SharedSelection {
  readonly selection: readonly string[];
  /** Instead of a selection too long to list: how many things it has, and the box around them. */
  readonly selectionArea: {
    readonly count: number;
    readonly at: Point;
    readonly size: Size;
  } | null;
}

/** What someone else has selected: things one by one, or how many and the box around them where they are too many for that. */
export interface RemoteSelection {
  readonly client: string;
  readonly name: string;
  readonly color: string;
  readonly state: Other["state"];
  /** Whether they write in the one thing there is: theirs is the caret in it. */
  readonly isWriting: boolean;
  readonly ids: readonly string[];
  readonly area: SharedSelection["selectionArea"];
}

interface Selectable {
  readonly id: string;
  readonly at: Point;
  readonly size: Size;
}

type Selecting = Pick<Other, "client" | "user" | "state"> & {
  readonly presence: Partial<SharedSelection> & {
    /** Where somebody writes: the thing whose text it is. */
    readonly caret?: { readonly id: string } | null;
  };
};

/** As many things as these are shown one by one; ids of more would fill a presence, and their frames the others' screens. */
const MOST_IDS = 100;

/** Returns what to tell the others of a selection, of a bounded size. */
export function sharedSelection(
  selected: readonly { readonly id: string }[],
  around: Box | undefined,
): SharedSelection {
  if (!around || selected.length <= MOST_IDS)
    return { selection: selected.map(({ id }) => id), selectionArea: null };
  const { x, y, w, h } = around;
  return {
    selection: [],
    selectionArea: {
      count: selected.length,
      at: { x: round(x), y: round(y) },
      size: { w: round(w), h: round(h) },
    },
  };
}

/** Shows the others what is selected here, and where it is by now. */
export function useSharedSelection(
  presence: SelectionPresence,
  selected: readonly Selectable[],
): void {
  useEffect(() => {
    const shared = sharedSelection(selected, boxAround(selected.map(boxOf)));
    const { selection, selectionArea } = presence.get();
    // Most changes of the room leave it as it was.
    const told = { selection, selectionArea };
    if (JSON.stringify(told) !== JSON.stringify(shared)) presence.set(shared);
  }, [presence, selected]);
}

/** The part of one's own presence that a selection needs. */
interface SelectionPresence {
  readonly get: () => Partial<SharedSelection>;
  readonly set: (patch: SharedSelection) => void;
}

/** Returns what the others have selected, or write in: for `useOthers(remoteSelections, sameSelections)`. */
export function remoteSelections(others: readonly Selecting[]): readonly RemoteSelection[] {
  return others.flatMap(({ client, user: { name, color }, state, presence }) => {
    const { caret, selection: selected = [], selectionArea = null } = presence;
    const isWriting = Boolean(caret);
    const ids = caret ? [caret.id] : selected;
    const area = isWriting ? null : selectionArea;
    return ids.length > 0 || area ? [{ client, name, color, state, isWriting, ids, area }] : [];
  });
}

export function sameSelections(
  a: readonly RemoteSelection[],
  b: readonly RemoteSelection[],
): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
