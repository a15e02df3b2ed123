import { memo, useMemo } from "react";
import { boxOf } from "../lib/geometry.ts";
import type { Box } from "../lib/geometry.ts";
import { inkOutline } from "../board/ink-outline.ts";
import { arrowEnds, inkSamples } from "../board/path.ts";
import { describeShape } from "../board/shape.ts";
import type { ShownShape as ShapeData } from "../board/shape.ts";
import { ShapeText } from "./ShapeText.tsx";

interface ShapeProps {
  readonly shape: ShapeData;
  readonly textHidden: boolean;
}

/** One shape. Drawn anew only when the shape is another object. */
export const Shape = memo(function Shape({ shape, textHidden }: ShapeProps) {
  const box = boxOf(shape);
  const text = shape.text.toString();
  return (
    <g
      className={`shape ${shape.kind}`}
      data-color={shape.color}
      data-shape={shape.id}
      role="img"
      aria-label={describeShape(shape)}
    >
      <Outline shape={shape} box={box} />
      {text && !textHidden && <ShapeText shape={shape} text={text} />}
      {shape.locked && <Padlock box={box} />}
    </g>
  );
});

function Outline({ shape, box }: { readonly shape: ShapeData; readonly box: Box }) {
  switch (shape.kind) {
    case "rectangle":
      return (
        <rect
          className="area"
          x={box.x}
          y={box.y}
          width={box.w}
          height={box.h}
          rx={Math.min(12, box.w / 2, box.h / 2)}
        />
      );
    case "ellipse":
      return (
        <ellipse
          className="area"
          cx={box.x + box.w / 2}
          cy={box.y + box.h / 2}
          rx={box.w / 2}
          ry={box.h / 2}
        />
      );
    case "note":
      return (
        <>
          <rect
            className="shade"
            x={box.x + 1}
            y={box.y + 2}
            width={Math.max(0, box.w - 2)}
            height={box.h}
            rx={5}
          />
          <rect
            className="shade"
            x={box.x + 4}
            y={box.y + 5}
            width={Math.max(0, box.w - 8)}
            height={box.h}
            rx={6}
          />
          <rect className="paper" x={box.x} y={box.y} width={box.w} height={box.h} rx={4} />
        </>
      );
    case "arrow":
      return <path className="line" d={arrowPath(shape, box)} />;
    case "ink":
      return <Ink shape={shape} box={box} />;
  }
}

function Ink({ shape, box }: { readonly shape: ShapeData; readonly box: Box }) {
  const { points } = shape;
  const { w, h } = box;
  // A drag moves ink thirty times a second: the outline is made once, and moved.
  const outline = useMemo(
    () => inkOutline(inkSamples({ x: 0, y: 0, w, h }, points)),
    [points, w, h],
  );
  return <path className="ink-line" d={outline} transform={`translate(${box.x} ${box.y})`} />;
}

/** The shaft and both strokes of the head. */
function arrowPath(shape: ShapeData, box: Box): string {
  const [tail, tip] = arrowEnds(box, shape.points);
  const length = Math.hypot(tip.x - tail.x, tip.y - tail.y);
  const angle = Math.atan2(tip.y - tail.y, tip.x - tail.x);
  const head = Math.min(18, length * 0.6);
  const barb = (turn: number): string =>
    `${(tip.x - head * Math.cos(angle + turn)).toFixed(2)} ${(tip.y - head * Math.sin(angle + turn)).toFixed(2)}`;
  return `M${tail.x} ${tail.y}L${tip.x} ${tip.y}M${barb(0.5)}L${tip.x} ${tip.y}L${barb(-0.5)}`;
}

function Padlock({ box }: { readonly box: Box }) {
  return (
    <g className="padlock" transform={`translate(${box.x + box.w - 10} ${box.y - 10})`}>
      <circle cx={10} cy={10} r={11} />
      <path d="M6 9.5h8v5.5h-8zM7.5 9.5v-2a2.5 2.5 0 0 1 5 0v2" />
    </g>
  );
}
