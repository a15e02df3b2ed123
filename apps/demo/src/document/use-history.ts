import type Quill from "quill/core.js";
import { useEffect, useState } from "react";

/** Whether there is something of one's own to take back, and to do again. */
export interface History {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export function useHistory(quill: Quill): History {
  const [history, setHistory] = useState<History>({ canUndo: false, canRedo: false });
  useEffect(() => {
    function refresh(): void {
      const { undo, redo } = quill.history.stack;
      const now = { canUndo: undo.length > 0, canRedo: redo.length > 0 };
      setHistory((before) =>
        before.canUndo === now.canUndo && before.canRedo === now.canRedo ? before : now,
      );
    }
    refresh();
    quill.on("editor-change", refresh);
    return () => void quill.off("editor-change", refresh);
  }, [quill]);
  return history;
}
