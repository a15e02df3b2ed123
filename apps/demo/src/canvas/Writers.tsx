import { openText } from "@alongside/client";
import type { RemoteCaret } from "@alongside/client";
import { useLayoutEffect, useMemo, useRef } from "react";
import { toScreen } from "../board/camera.ts";
import type { Camera } from "../board/camera.ts";
import { useOthers, useRoom } from "../board/hooks.ts";
import type { ShownShape } from "../board/shape.ts";
import { LINE_HEIGHT, textSize } from "../board/text-size.ts";
import { useCell } from "../lib/use-cell.ts";
import { caretPlace } from "./caret-place.ts";
import type { CaretPlace } from "./caret-place.ts";

interface WritersProps {
  readonly shapes: readonly ShownShape[];
  readonly camera: Camera;
  /** The shape that is written here: its editor shows the others' carets. */
  readonly editing: string | undefined;
}

/** Where the others write on the board: their carets, and what they have marked, over the texts as they are drawn. */
export function Writers({ shapes, camera, editing }: WritersProps) {
  const written = useOthers(writtenShapes);
  return (
    <div className="writers" aria-hidden="true">
      {written.map((id) => {
        const shape = id === editing ? undefined : shapes.find((one) => one.id === id);
        return shape && <WritersIn key={id} shape={shape} camera={camera} />;
      })}
    </div>
  );
}

/** The ids of what the others write in, each once. */
function writtenShapes(
  others: readonly { readonly presence: { readonly caret?: { readonly id: string } | null } }[],
): readonly string[] {
  return [...new Set(others.flatMap(({ presence: { caret } }) => (caret ? [caret.id] : [])))];
}

interface WritersInProps {
  readonly shape: ShownShape;
  readonly camera: Camera;
}

/** Drawn anew with each render: the text, the view or the carets are elsewhere then. */
function WritersIn({ shape, camera }: WritersInProps) {
  const room = useRoom();
  const { id } = shape;
  const shared = useMemo(() => openText(room, (doc) => doc.shapes.get(id)?.text), [room, id]);
  const carets = useCell(shared.carets);
  const layer = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = layer.current;
    const board = element?.closest(".canvas");
    if (!element || !board) return undefined;
    const isEmpty = shape.text.length === 0;
    const draw = (): void => {
      const places = carets.map((caret) =>
        isEmpty ? placeInEmpty(shape, camera) : caretPlace(board, shape.id, caret),
      );
      element.replaceChildren(
        ...carets.flatMap((caret, i) => marksOf(caret, places[i], carets.length > 1)),
      );
    };
    draw();
    // A long text that is scrolled takes its carets with it. Such an event does not bubble.
    board.addEventListener("scroll", draw, true);
    return () => board.removeEventListener("scroll", draw, true);
  });

  return <div ref={layer} />;
}

/** Where the first letter of a text will be. */
function placeInEmpty(shape: ShownShape, camera: Camera): CaretPlace {
  const { at, size } = shape;
  const { x, y } = toScreen(camera, { x: at.x + size.w / 2, y: at.y + size.h / 2 });
  const h = textSize("", shape) * LINE_HEIGHT * camera.zoom;
  return { caret: { x, y: y - h / 2, w: 0, h }, marked: [] };
}

/** A caret, with its name where it is one of several: else the frame of the shape has it. */
function marksOf(
  { user, client }: RemoteCaret,
  place: CaretPlace | undefined,
  isOneOfSeveral: boolean,
): readonly HTMLElement[] {
  if (!place) return [];
  const mark = (className: string, { x, y, w, h }: CaretPlace["caret"]): HTMLElement => {
    const element = document.createElement("div");
    element.className = className;
    element.style.cssText = `translate: ${x}px ${y}px; width: ${w}px; height: ${h}px`;
    element.style.setProperty("--person", user.color);
    return element;
  };
  const caret = mark("writer-caret", { ...place.caret, w: 2 });
  caret.dataset["client"] = client;
  if (isOneOfSeveral) {
    const name = caret.appendChild(document.createElement("span"));
    name.className = "name-tag";
    name.dir = "auto";
    name.textContent = user.name;
  }
  return [...place.marked.map((box) => mark("writer-marked", box)), caret];
}
