import { openUndo } from "@alongside/client";
import { useEffect, useState } from "react";
import { restoreToWrite } from "../board/actions.ts";
import type { Editor } from "../board/editor.ts";
import { useRoom } from "../board/hooks.ts";
import { nameOf } from "../board/shape.ts";
import type { Shape } from "../board/shape.ts";
import { useCell } from "../lib/use-cell.ts";

/** The id of the button that brings a shape back. */
export const RESTORE_BUTTON = "restore-shape";

/** How long the notice stays once keys belong to the board again, in ms. */
const SHOWN_MS = 12_000;

/** Whether people mostly touch this page. */
const TOUCH = matchMedia("(pointer: coarse)").matches;

interface GoneNoticeProps {
  readonly editor: Editor;
  readonly shapes: readonly Shape[];
}

/** Tells somebody that the shape is gone in whose text they were writing, who deleted it, and how it comes back. */
export function GoneNotice({ editor, shapes }: GoneNoticeProps) {
  const editing = useCell(editor.editing);
  const [written, setWritten] = useState<Shape>();
  const [gone, setGone] = useState<Shape>();
  const edited = shapes.find((shape) => shape.id === editing);
  if (edited && edited !== written) setWritten(edited);
  const isOrphaned = editing !== undefined && !edited && written?.id === editing;
  if (isOrphaned && gone !== written) setGone(written);
  const isBack = gone !== undefined && shapes.some((shape) => shape.id === gone.id);
  if (isBack) setGone(undefined);

  useEffect(() => {
    if (isOrphaned) return undefined;
    const timer = setTimeout(() => setGone(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isOrphaned]);

  return (
    <div role="alert">
      {gone && !isBack && (
        <Notice
          key={gone.id}
          editor={editor}
          shape={gone}
          isOrphaned={isOrphaned}
          dismiss={() => setGone(undefined)}
        />
      )}
    </div>
  );
}

function Notice(props: {
  readonly editor: Editor;
  readonly shape: Shape;
  readonly isOrphaned: boolean;
  readonly dismiss: () => void;
}) {
  const { editor, shape, isOrphaned, dismiss } = props;
  const room = useRoom();
  const self = useCell(room.self);
  const [isLost, setIsLost] = useState(false);
  const by = openUndo(room).deletedBy(shape.id);
  const isOwn = by !== undefined && by.id === self?.id;
  const who = isOwn ? "You" : (by?.name ?? "Somebody");
  const name = nameOf(shape.kind).toLowerCase();

  function restore(): void {
    try {
      restoreToWrite(editor, shape.id);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      setIsLost(true);
    }
  }

  return (
    <div className="gone-notice panel">
      <p>
        <strong>
          <bdi>{who}</bdi> deleted this {name}
          {isOwn && " in another window"} while you wrote in it.
        </strong>
        {isLost
          ? " It cannot be brought back any more."
          : isOrphaned && ` What you type goes nowhere until you ${TOUCH ? "tap" : "click"}.`}
      </p>
      <div className="gone-actions">
        {!isLost && (
          <button type="button" id={RESTORE_BUTTON} onClick={restore}>
            Restore
          </button>
        )}
        <button type="button" onClick={dismiss}>
          Dismiss
        </button>
      </div>
    </div>
  );
}
