import type { Editor } from "../editor.ts";
import type { Point } from "../geometry.ts";

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
  /** Leaves everything as it was before. */
  cancel(): void;
}

/** One way of working on the board. */
export interface Tool {
  readonly name: ToolName;
  readonly cursor: string;
  press(editor: Editor, pointer: Pointer): Drag | undefined;
  /** The CSS cursor over this place, where it differs from the tool's own. */
  hover?(editor: Editor, pointer: Pointer): string;
}

/** A pointer that moved less than this, in pixels, meant to click. */
export const CLICK_SLOP = 4;
