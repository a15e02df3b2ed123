import { distance } from "../lib/geometry.ts";
import type { Point } from "../lib/geometry.ts";

export type ToolName = "select" | "hand" | "rectangle" | "ellipse" | "arrow" | "ink" | "note";

/** A pointer over the board: `x`, `y` in board units, `screen` in pixels from the canvas' upper left corner. */
export interface Pointer extends Point {
  readonly screen: Point;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly touch: boolean;
  /** From 0 to 1; 0.5 where the device does not know. */
  readonly pressure: number;
}

/** What happens between pressing and letting go. */
export interface Drag {
  /** `pointers` are the places since the last call, in order, at least one. */
  move(pointers: readonly [...Pointer[], Pointer]): void;
  end(pointer: Pointer): void;
  /** The pointer was taken away: keeps what was done so far, or leaves everything as it was where that is no more than a tap. */
  stop(): void;
  /** Leaves everything as it was before. */
  cancel(): void;
}

/** A mouse or pen that moved less than this, in pixels, meant to click. */
const CLICK_SLOP = 4;

/** A finger that moved less than this, in pixels, meant to tap. */
const TAP_SLOP = 10;

/** Whether a pointer that was pressed at `start` and is at `now` did more than click or tap. */
export function isDrag(start: Pointer, now: Pointer): boolean {
  return distance(start.screen, now.screen) > (start.touch ? TAP_SLOP : CLICK_SLOP);
}
