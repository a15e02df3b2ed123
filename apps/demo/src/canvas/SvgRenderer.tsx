import { memo } from "react";
import { Shape } from "./Shape.tsx";
import type { Scene } from "./renderer.ts";

/** Draws with one SVG element a shape: sharp at every zoom, and the browser keeps track of what changed. */
export function SvgRenderer({ shapes, camera, editing }: Scene) {
  const { x, y, zoom } = camera;
  return (
    <svg className="layer" aria-label="Shapes" role="group">
      <g transform={`scale(${zoom}) translate(${-x} ${-y})`}>
        <Shapes shapes={shapes} editing={editing} />
      </g>
    </svg>
  );
}

/** The view moves without a look at every shape. */
const Shapes = memo(function Shapes({ shapes, editing }: Omit<Scene, "camera">) {
  return shapes.map((shape) => (
    <Shape key={shape.id} shape={shape} textHidden={shape.id === editing} />
  ));
});
