import type { Cell } from "../lib/cell.ts";
import { updateEach } from "./parts.ts";
import type { Whole } from "./parts.ts";
import type { BoardDraft, BoardRoom } from "./room.ts";
import type { NewShape, Patches, ShapePatch } from "./shape.ts";

/** Shapes under change, and how that ends. */
export interface Alteration {
  show(patches: Patches): void;
  /** Makes what was shown last one step to take back. */
  commit(): void;
  cancel(): void;
}

/** A shape under construction, and how that ends. */
export interface Creation {
  show(shape: NewShape): void;
  /** Makes what was shown last one change; answers its id, or nothing when nothing was shown. */
  commit(): string | undefined;
  cancel(): void;
}

/** Draws a new shape as a gesture: it is on everyone's screen at once and in the log when it is finished. */
export function startCreation(room: BoardRoom): Creation {
  let gesture: ReturnType<BoardRoom["gesture"]> | undefined;
  let id: string | undefined;
  return {
    show(shape) {
      gesture ??= room.gesture();
      gesture.update((doc) => {
        const draft = id === undefined ? undefined : doc.shapes.get(id);
        if (draft) Object.assign(draft, shape);
        else id = doc.shapes.push(shape);
      });
    },
    commit() {
      gesture?.commit();
      return id;
    },
    cancel: () => gesture?.cancel(),
  };
}

/** Changes shapes as a gesture. */
export function liveAlteration(room: BoardRoom): Alteration {
  let gesture: ReturnType<BoardRoom["gesture"]> | undefined;
  return {
    show(patches) {
      gesture ??= room.gesture();
      gesture.update((doc) => apply(doc, patches));
    },
    commit: () => void gesture?.commit(),
    cancel: () => gesture?.cancel(),
  };
}

/** Changes shapes on this screen only until it ends. */
export function quietAlteration(whole: Whole, held: Cell<Patches>): Alteration {
  return {
    show: (patches) => held.set(patches),
    commit() {
      const patches = held.get();
      held.set(new Map());
      updateEach(whole, [...patches], applyOne, { ops: ([, patch]) => Object.keys(patch).length });
    },
    cancel: () => held.set(new Map()),
  };
}

function apply(doc: BoardDraft, patches: Patches): void {
  for (const patch of patches) applyOne(doc, patch);
}

function applyOne(doc: BoardDraft, [id, patch]: readonly [string, ShapePatch]): void {
  const draft = doc.shapes.get(id);
  if (draft) Object.assign(draft, patch);
}
