import { useUndo } from "@alongside/react";
import type { Editor } from "../board/editor.ts";
import { useRoom } from "../board/hooks.ts";
import { Action } from "../ui/Action.tsx";
import { icons } from "../ui/icons.tsx";

/** Takes back what one did oneself, and does it again. */
export function UndoBar({
  editor,
  openHistory,
  hasActivity,
  showActivity,
}: {
  readonly editor: Editor;
  readonly openHistory: () => void;
  readonly hasActivity: boolean;
  readonly showActivity: (isShown: boolean) => void;
}) {
  const { canUndo, canRedo } = useUndo(useRoom());
  return (
    <div className="undo-bar panel" role="toolbar" aria-label="Undo">
      <Action
        label="Undo"
        keys="Ctrl+Z"
        icon={icons.undo}
        disabled={!canUndo}
        run={() => editor.undo()}
      />
      <Action
        label="Redo"
        keys="Ctrl+Shift+Z"
        icon={icons.redo}
        disabled={!canRedo}
        run={() => editor.redo()}
      />
      <button
        type="button"
        className="action"
        aria-label="History"
        title="History"
        onClick={openHistory}
      >
        {icons.history}
      </button>
      <button
        type="button"
        className="action"
        aria-label="Activity"
        aria-pressed={hasActivity}
        title="Activity"
        onClick={() => showActivity(!hasActivity)}
      >
        {icons.activity}
      </button>
    </div>
  );
}
