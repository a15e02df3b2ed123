import type { Drag, Pointer, ToolName } from "../drag.ts";
import type { Editor } from "../editor.ts";

/** One way of working on the board. */
export interface Tool {
  readonly name: ToolName;
  readonly cursor: string;
  /** Begins a drag of `editor`, or does at once what a press does. */
  press(editor: Editor, pointer: Pointer): Drag | undefined;
  /** The CSS cursor over this place, where it differs from the tool's own. */
  hover?(editor: Editor, pointer: Pointer): string;
}
