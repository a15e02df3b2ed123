import { useEffect, useRef, useState } from "react";
import type { PointerEvent as Press } from "react";
import { pan, toBoard } from "../board/camera.ts";
import type { Editor } from "../board/editor.ts";
import { shapeAt } from "../board/hit-test.ts";
import { useCollaboration, useRoom } from "../board/hooks.ts";
import { nameOf, type Shape } from "../board/shape.ts";
import { SvgRenderer } from "../canvas/SvgRenderer.tsx";
import { useWheel } from "../canvas/use-wheel.ts";
import { boxOf } from "../lib/geometry.ts";
import { useCell } from "../lib/use-cell.ts";
import { pastColor } from "./past-color.ts";
import { PastDock } from "./PastDock.tsx";
import { useLooking } from "./use-looking.ts";

interface PastBoardProps {
  readonly editor: Editor;
  readonly onClose: () => void;
}

const NONE: readonly Shape[] = [];

/** A board as it was, and what goes to and fro in it. Nothing on it is written to. */
export default function PastBoard({ editor, onClose }: PastBoardProps) {
  const room = useRoom();
  const { users, shapes: live } = useCollaboration();
  const looking = useLooking(room);
  const { state, before, change } = looking;
  const shapes = state?.shapes ?? live ?? NONE;
  const [picked, setPicked] = useState<string>();
  const shape = shapes.find(({ id }) => id === picked);
  return (
    <>
      <PastCanvas
        editor={editor}
        shapes={shapes}
        before={state === undefined ? shapes : (before?.shapes ?? NONE)}
        picked={picked}
        color={pastColor(change?.by?.id, users)}
        onPick={setPicked}
      />
      <PastDock
        looking={looking}
        people={users}
        onClose={onClose}
        part={shape && { id: shape.id, name: `this ${nameOf(shape.kind).toLowerCase()}` }}
      />
    </>
  );
}

interface PastCanvasProps {
  readonly editor: Editor;
  readonly shapes: readonly Shape[];
  readonly before: readonly Shape[];
  readonly picked: string | undefined;
  readonly color: string;
  readonly onPick: (id: string | undefined) => void;
}

/** Shapes to look at: a press picks one, a drag and the wheel move the view. */
function PastCanvas({ editor, shapes, before, picked, color, onPick }: PastCanvasProps) {
  const canvas = useRef<HTMLDivElement>(null);
  const camera = useCell(editor.camera);
  const press = useRef<{ x: number; y: number; moved: boolean }>(undefined);
  useWheel(editor, canvas);
  useEffect(() => {
    editor.selection.set([]);
  }, [editor]);

  function move(event: Press<HTMLDivElement>): void {
    const last = press.current;
    if (!last || event.buttons === 0) return;
    const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
    if (!last.moved && Math.hypot(dx, dy) < 4) return;
    press.current = { x: event.clientX, y: event.clientY, moved: true };
    editor.camera.set(pan(editor.camera.get(), -dx, -dy));
  }

  function release(event: Press<HTMLDivElement>): void {
    const wasMoved = press.current?.moved;
    press.current = undefined;
    if (wasMoved !== false) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const point = toBoard(camera, { x: event.clientX - left, y: event.clientY - top });
    onPick(shapeAt(shapes, point, 6 / camera.zoom)?.id);
  }

  const { x, y, zoom } = camera;
  return (
    <div
      ref={canvas}
      className="canvas past-canvas"
      role="group"
      aria-label="The board as it was"
      onPointerDown={(event) => {
        press.current = { x: event.clientX, y: event.clientY, moved: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
      onPointerUp={release}
    >
      <SvgRenderer shapes={shapes} camera={camera} editing={undefined} />
      <svg className="layer" aria-hidden="true">
        <g
          transform={`scale(${zoom}) translate(${-x} ${-y})`}
          style={{ stroke: color }}
          className="past-marks"
        >
          {marksOf(shapes, before).map(({ shape, how }) => (
            <Mark key={`${how} ${shape.id}`} shape={shape} how={how} />
          ))}
          {shapes.map((shape) =>
            shape.id === picked ? <Mark key="picked" shape={shape} how="picked" /> : null,
          )}
        </g>
      </svg>
    </div>
  );
}

function Mark({ shape, how }: { readonly shape: Shape; readonly how: string }) {
  const { x, y, w, h } = boxOf(shape);
  return (
    <rect data-how={how} x={x - 6} y={y - 6} width={w + 12} height={h + 12} rx={8}>
      <title>{how}</title>
    </rect>
  );
}

/** What became of the shapes by the change that is shown. */
function marksOf(
  shapes: readonly Shape[],
  before: readonly Shape[],
): readonly { readonly shape: Shape; readonly how: "new" | "changed" | "removed" }[] {
  if (shapes === before) return [];
  const was = new Map(before.map((shape) => [shape.id, shape]));
  const is = new Set(shapes.map(({ id }) => id));
  return [
    ...shapes.flatMap((shape) => {
      const old = was.get(shape.id);
      if (old === shape) return [];
      return [{ shape, how: old === undefined ? ("new" as const) : ("changed" as const) }];
    }),
    ...before.flatMap((shape) => (is.has(shape.id) ? [] : [{ shape, how: "removed" as const }])),
  ];
}
