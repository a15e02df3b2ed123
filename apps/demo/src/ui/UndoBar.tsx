import { useUndo } from "@alongside/react";
import type { Editor } from "../board/editor.ts";
import { useRoom } from "../board/hooks.ts";
import { icons } from "./icons.tsx";

/** Takes back what one did oneself, and does it again. */
export function UndoBar({ editor }: { readonly editor: Editor }) {
  const { canUndo, canRedo } = useUndo(useRoom());
  return (
    <div className="undo-bar panel" role="toolbar" aria-label="Undo">
      <button
        type="button"
        className="icon-button"
        aria-label="Undo"
        title="Undo (Ctrl+Z)"
        disabled={!canUndo}
        onClick={() => editor.undo()}
      >
        {icons.undo}
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Redo"
        title="Redo (Ctrl+Shift+Z)"
        disabled={!canRedo}
        onClick={() => editor.redo()}
      >
        {icons.redo}
      </button>
    </div>
  );
}
