import { useEffect } from "react";
import type { PresenceOf } from "@alongside/core";
import type { Board } from "./definition.ts";
import type { Editor } from "./editor.ts";
import { boxAround, boxOf, round } from "./geometry.ts";
import type { Box } from "./geometry.ts";
import { useOthers } from "./hooks.ts";
import type { Shape } from "./shape.ts";

type Shared = Required<Pick<PresenceOf<typeof Board>, "selection" | "selectionArea">>;

/** What someone else has selected: shapes one by one, or how many and the box around them where they are too many for that. */
export interface RemoteSelection {
  readonly client: string;
  readonly name: string;
  readonly color: string;
  readonly ids: readonly string[];
  readonly area: Shared["selectionArea"];
}

/** As many shapes as these are shown one by one; ids of more would fill a presence, and their frames the others' screens. */
const MOST_IDS = 100;

/** What the others are told of a selection, of a bounded size. */
export function sharedSelection(selected: readonly Shape[], around: Box | undefined): Shared {
  if (!around || selected.length <= MOST_IDS)
    return { selection: selected.map((shape) => shape.id), selectionArea: null };
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

/** The others see what is selected here, and where it is by now. */
export function useSharedSelection(editor: Editor, selected: readonly Shape[]): void {
  useEffect(() => {
    const shared = sharedSelection(selected, boxAround(selected.map(boxOf)));
    const { selection, selectionArea } = editor.room.presence.get();
    // Most changes of the board leave it as it was.
    const told = { selection, selectionArea };
    if (JSON.stringify(told) !== JSON.stringify(shared)) editor.room.presence.set(shared);
  }, [editor, selected]);
}

/** What the others have selected. */
export function useRemoteSelections(): readonly RemoteSelection[] {
  return useOthers(
    (others) =>
      others.flatMap(({ client, user: { name, color }, presence }) => {
        const { selection: ids = [], selectionArea: area = null } = presence;
        return ids.length > 0 || area ? [{ client, name, color, ids, area }] : [];
      }),
    sameSelections,
  );
}

function sameSelections(a: readonly RemoteSelection[], b: readonly RemoteSelection[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
