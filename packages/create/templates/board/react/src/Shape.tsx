import { useGesture } from "@alongside/react";
import { useText } from "@alongside/react/text";
import type { StorageOf } from "@alongside/core";
import { type PointerEvent, useRef } from "react";
import { type Board, within } from "../rooms/board.ts";
import { useRoom } from "./room.ts";

export type ShapeState = StorageOf<typeof Board>["shapes"][number];

interface ShapeProps {
  readonly shape: ShapeState;
  readonly isSelected: boolean;
  readonly select: (id: string) => void;
}

/** One shape: dragged by its upper edge, written in below it. */
export function Shape({ shape, isSelected, select }: ShapeProps) {
  const { id, kind, at, color, locked } = shape;
  const room = useRoom();
  const { ref } = useText(room, (doc) => doc.shapes.get(id)?.text);
  const drag = useGesture(room);
  /** Where the pointer is from the shape's corner, while it drags it. */
  const held = useRef<{ readonly x: number; readonly y: number }>(undefined);

  function move({ clientX, clientY }: PointerEvent): void {
    const from = held.current;
    if (from === undefined) return;
    // Everybody sees it on its way; it is one change when it is let go.
    drag.update((doc) => {
      const moved = doc.shapes.get(id);
      if (moved) moved.at = within({ x: clientX - from.x, y: clientY - from.y });
    });
  }

  return (
    <div
      className={isSelected ? "shape selected" : "shape"}
      data-anchor={id}
      data-kind={kind}
      data-color={color}
      data-locked={locked}
      style={{ left: at.x, top: at.y }}
    >
      <div
        className="grip"
        onPointerDown={({ clientX, clientY, currentTarget, pointerId }) => {
          select(id);
          if (locked) return;
          currentTarget.setPointerCapture(pointerId);
          held.current = { x: clientX - at.x, y: clientY - at.y };
        }}
        onPointerMove={move}
        onPointerUp={() => {
          held.current = undefined;
          drag.commit();
        }}
        onPointerCancel={() => {
          held.current = undefined;
          drag.cancel();
        }}
      />
      <textarea ref={ref} aria-label={kind} readOnly={locked} onFocus={() => select(id)} />
    </div>
  );
}
