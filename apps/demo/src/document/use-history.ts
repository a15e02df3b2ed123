import type Quill from "quill/core.js";
import { useEffect, useState } from "react";
import type { Stuck } from "./history.ts";
import { historyOf } from "./quill.ts";

/** Whether there is something of one's own to take back, and to do again. */
export interface History {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Why the last press took nothing back. */
  readonly stuck: Stuck | undefined;
}

export function useHistory(quill: Quill): History {
  const [history, setHistory] = useState({ canUndo: false, canRedo: false });
  const [stuck, setStuck] = useState<Stuck>();
  useEffect(() => {
    function refresh(): void {
      const own = historyOf(quill);
      const now = { canUndo: own.can("undo"), canRedo: own.can("redo") };
      setHistory((before) =>
        before.canUndo === now.canUndo && before.canRedo === now.canRedo ? before : now,
      );
    }
    refresh();
    quill.on("editor-change", refresh);
    historyOf(quill).onStuck = (now) => {
      setStuck(now);
      refresh();
    };
    return () => {
      quill.off("editor-change", refresh);
      historyOf(quill).onStuck = () => {};
    };
  }, [quill]);
  return { ...history, stuck };
}
