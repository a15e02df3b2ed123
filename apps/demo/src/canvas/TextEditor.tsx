import { openText } from "@alongside/client";
import { bindTextarea } from "@alongside/editors/textarea";
import { useEffect, useMemo, useRef } from "react";
import { toScreen } from "../board/camera.ts";
import type { Camera } from "../board/camera.ts";
import type { Editor } from "../board/editor.ts";
import { useRoom } from "../board/hooks.ts";
import { nameOf } from "../board/shape.ts";
import type { ShownShape } from "../board/shape.ts";
import { textInset, textSize } from "../board/text-size.ts";

interface TextEditorProps {
  readonly editor: Editor;
  readonly shape: ShownShape;
  readonly camera: Camera;
}

/** Writes a shape's text, in the shape's own place, together with everyone who does the same. Mounted once per shape and edit. */
export function TextEditor({ editor, shape, camera }: TextEditorProps) {
  const room = useRoom();
  const { id } = shape;
  const shared = useMemo(
    () => openText(room, (doc) => doc.shapes.get(id)?.text, { undo: true }),
    [room, id],
  );
  const field = useRef<HTMLTextAreaElement>(null);
  const { x, y } = toScreen(camera, shape.at);
  const text = shape.text.toString();
  const inset = textInset(shape);

  useEffect(() => {
    const area = field.current;
    if (!area) return undefined;
    const binding = bindTextarea(area, shared);
    area.focus({ preventScroll: true });
    area.setSelectionRange(area.value.length, area.value.length);
    return () => binding.detach();
  }, [shared]);

  const bottom = shape.at.y + shape.size.h - inset.y;
  useEffect(() => {
    const area = field.current;
    // The end of what is written stays in sight as the shape grows.
    if (area && text && area.selectionEnd === area.value.length) editor.reveal(bottom);
  }, [editor, bottom, text]);

  return (
    <div
      className={`text-editor ${shape.kind}`}
      data-color={shape.color}
      style={{
        width: shape.size.w,
        height: shape.size.h,
        padding: `${inset.y}px ${inset.x}px`,
        fontSize: textSize(text, shape),
        transform: `translate(${x}px, ${y}px) scale(${camera.zoom})`,
      }}
    >
      <div className="text-area">
        <textarea
          ref={field}
          dir="auto"
          readOnly={shape.locked}
          spellCheck={false}
          aria-label={`Text of this ${nameOf(shape.kind).toLowerCase()}`}
          placeholder={shape.locked ? "" : shape.kind === "note" ? "Write a note" : "Add a label"}
          onBlur={() => {
            // A shape that somebody deletes takes the focus with it: what is typed on is not for the board.
            if (!editor.isOrphaned) editor.editing.set(undefined);
          }}
          onKeyDown={(event) => {
            event.stopPropagation();
            const done =
              event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
            if (done && !event.nativeEvent.isComposing) editor.editing.set(undefined);
          }}
        />
      </div>
    </div>
  );
}
