import type { Drag, Pointer } from "../drag.ts";
import type { Editor } from "../editor.ts";
import { distance } from "../../lib/geometry.ts";
import type { NewShape } from "../shape.ts";

/** What is drawn shorter than this, in pixels, nobody can see or take hold of. */
export const SMALLEST_DRAWN = 10;

/**
 * Draws a shape from where the pointer was pressed to where it is, as `shapeTo` says. A drag too short to see makes the `usual` one;
 * one that came back to its start makes none.
 */
export function drawOut(
  editor: Editor,
  start: Pointer,
  shapeTo: (pointer: Pointer) => NewShape,
  usual: () => NewShape,
): Drag {
  const making = editor.create();
  let hasBegun = false;
  let isLarge = false;

  function show(pointer: Pointer): void {
    isLarge = distance(start.screen, pointer.screen) >= SMALLEST_DRAWN;
    hasBegun ||= isLarge;
    if (hasBegun) making.show(shapeTo(pointer));
  }

  function stop(): void {
    if (isLarge) editor.finish(making.commit());
    else making.cancel();
  }

  return {
    move: (pointers) => show(pointers.at(-1) ?? start),
    end(pointer) {
      show(pointer);
      if (hasBegun) return stop();
      making.show(usual());
      editor.finish(making.commit());
    },
    stop,
    cancel: () => making.cancel(),
  };
}
