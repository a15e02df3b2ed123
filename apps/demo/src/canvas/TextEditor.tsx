import { useEffect, useRef, useState } from "react";
import { toScreen } from "../board/camera.ts";
import type { Camera } from "../board/camera.ts";
import type { Editor } from "../board/editor.ts";
import type { Alteration } from "../board/live-edit.ts";
import { nameOf } from "../board/shape.ts";
import type { Shape } from "../board/shape.ts";
import { textSize } from "./text-size.ts";

/** After this pause what was typed becomes a change; until then it is a gesture the others watch. */
const PAUSE_MS = 500;

interface TextEditorProps {
  readonly editor: Editor;
  readonly shape: Shape;
  readonly camera: Camera;
}

/** Writes a shape's text, in the shape's own place. Mounted once per shape and edit. */
export function TextEditor({ editor, shape, camera }: TextEditorProps) {
  const [text, setText] = useState(shape.text ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const writing = useTextGesture(editor, shape.id);
  const { x, y } = toScreen(camera, shape.at);

  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);

  return (
    <div
      className={`text-editor ${shape.kind}`}
      data-color={shape.color}
      style={{
        width: shape.size.w,
        height: shape.size.h,
        fontSize: textSize(text, shape.size),
        transform: `translate(${x}px, ${y}px) scale(${camera.zoom})`,
      }}
      onPointerDown={(event) => event.stopPropagation()}
    >
      <textarea
        ref={field}
        value={text}
        maxLength={2000}
        spellCheck={false}
        aria-label={`Text of this ${nameOf(shape.kind).toLowerCase()}`}
        placeholder={shape.kind === "note" ? "Write a note" : "Add a label"}
        onChange={(event) => {
          setText(event.target.value);
          writing.write(event.target.value);
        }}
        onBlur={() => editor.editing.set(undefined)}
        onKeyDown={(event) => {
          event.stopPropagation();
          const done =
            event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
          if (done && !event.nativeEvent.isComposing) editor.editing.set(undefined);
        }}
      />
    </div>
  );
}

/** Turns typing into gestures: one for every stretch without a pause, the last one ended by unmounting. */
function useTextGesture(editor: Editor, id: string) {
  const gesture = useRef<{ alteration: Alteration; timer: number } | undefined>(undefined);

  function finish(): void {
    if (!gesture.current) return;
    window.clearTimeout(gesture.current.timer);
    gesture.current.alteration.commit();
    gesture.current = undefined;
  }

  useEffect(() => finish, []);

  return {
    write(text: string): void {
      const alteration = gesture.current?.alteration ?? editor.alter([id]);
      window.clearTimeout(gesture.current?.timer);
      alteration.show(new Map([[id, { text }]]));
      gesture.current = { alteration, timer: window.setTimeout(finish, PAUSE_MS) };
    },
  };
}
