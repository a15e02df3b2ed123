import type { Pointer, ToolName } from "../drag.ts";
import type { Editor } from "../editor.ts";
import { arrow } from "./arrow.ts";
import { ellipse } from "./ellipse.ts";
import { hand } from "./hand.ts";
import { ink } from "./ink.ts";
import { note } from "./note.ts";
import { rectangle } from "./rectangle.ts";
import { select } from "./select.ts";
import type { Tool } from "./tool.ts";

const TOOLS: { readonly [name in ToolName]: Tool } = {
  select,
  hand,
  rectangle,
  ellipse,
  arrow,
  ink,
  note,
};

/** Returns the tool that the next press uses: the one that was taken, or the hand while the space bar lends it. */
export function activeTool(editor: Editor): Tool {
  return editor.borrowedHand.get() ? hand : TOOLS[editor.tool.get()];
}

/** Gives up the drag under way and begins the tool's own. Until the board is here only the hand does anything. */
export function press(editor: Editor, pointer: Pointer, tool = activeTool(editor)): void {
  editor.cancel();
  editor.editing.set(undefined);
  if (!editor.ready && tool !== hand) return;
  editor.begin(tool.press(editor, pointer));
}
