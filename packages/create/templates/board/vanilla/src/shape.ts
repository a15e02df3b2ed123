import { type Gesture, openGesture, openText, type Room } from "@alongside/client";
import type { StorageOf } from "@alongside/core";
import { bindTextarea } from "@alongside/editors/textarea";
import { type Board, within } from "../rooms/board.ts";
import { element } from "./element.ts";

export type BoardRoom = Room<typeof Board>;
export type ShapeState = StorageOf<typeof Board>["shapes"][number];

/** A shape on the page. */
export interface ShapeElement {
  readonly element: HTMLElement;
  show(state: ShapeState, index: number, isSelected: boolean): void;
  remove(): void;
}

/** One shape: dragged by its upper edge, written in below it. */
export function shapeElement(
  room: BoardRoom,
  id: string,
  select: (id: string) => void,
): ShapeElement {
  const grip = element("div", { className: "grip" });
  const area = element("textarea", { onfocus: () => select(id) });
  const shape = element("div", {}, grip, area);
  shape.dataset["anchor"] = id;
  const text = bindTextarea(
    area,
    openText(room, (doc) => doc.shapes.get(id)?.text),
  );
  const now = (): ShapeState | undefined => room.get()?.shapes.find((one) => one.id === id);

  let drag: Gesture<typeof Board> | undefined;
  let from = { x: 0, y: 0 };
  grip.addEventListener("pointerdown", ({ clientX, clientY, pointerId }) => {
    select(id);
    const state = now();
    if (state === undefined || state.locked) return;
    grip.setPointerCapture(pointerId);
    from = { x: clientX - state.at.x, y: clientY - state.at.y };
    drag = openGesture(room);
  });
  // Everybody sees it on its way; it is one change when it is let go.
  grip.addEventListener("pointermove", ({ clientX, clientY }) => {
    drag?.update((doc) => {
      const moved = doc.shapes.get(id);
      if (moved) moved.at = within({ x: clientX - from.x, y: clientY - from.y });
    });
  });
  grip.addEventListener("pointerup", () => {
    if (drag?.isOpen === true) drag.commit();
    drag = undefined;
  });
  grip.addEventListener("pointercancel", () => {
    if (drag?.isOpen === true) drag.cancel();
    drag = undefined;
  });

  return {
    element: shape,
    show({ kind, color, locked, at }, index, isSelected) {
      shape.className = isSelected ? "shape selected" : "shape";
      Object.assign(shape.dataset, { kind, color, locked: String(locked) });
      Object.assign(shape.style, {
        left: `${at.x}px`,
        top: `${at.y}px`,
        zIndex: String(index),
      });
      area.ariaLabel = kind;
      area.readOnly = locked;
    },
    remove() {
      text.detach();
      shape.remove();
    },
  };
}
