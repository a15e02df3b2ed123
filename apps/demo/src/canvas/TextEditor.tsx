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
  const [typed] = useState(() => new TypedText(editor, shape.id));
  const { x, y } = toScreen(camera, shape.at);

  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
    return () => typed.finish();
  }, [typed]);

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
          typed.write(event.target.value);
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

/** Turns typing into gestures: one for every stretch without a pause. */
class TypedText {
  readonly #editor: Editor;
  readonly #id: string;
  #alteration: Alteration | undefined;
  #timer = 0;

  constructor(editor: Editor, id: string) {
    this.#editor = editor;
    this.#id = id;
  }

  write(text: string): void {
    this.#alteration ??= this.#editor.alter([this.#id]);
    this.#alteration.show(new Map([[this.#id, { text }]]));
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.finish(), PAUSE_MS);
  }

  finish(): void {
    window.clearTimeout(this.#timer);
    this.#alteration?.commit();
    this.#alteration = undefined;
  }
}
