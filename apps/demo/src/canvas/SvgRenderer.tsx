import { Shape } from "./Shape.tsx";
import type { Scene } from "./renderer.ts";

/** Draws with one SVG element a shape: sharp at every zoom, and the browser keeps track of what changed. */
export function SvgRenderer({ shapes, camera, editing }: Scene) {
  const { x, y, zoom } = camera;
  return (
    <svg className="layer" aria-label="Shapes" role="group">
      <g transform={`scale(${zoom}) translate(${-x} ${-y})`}>
        {shapes.map((shape) => (
          <Shape key={shape.id} shape={shape} textHidden={shape.id === editing} />
        ))}
      </g>
    </svg>
  );
}
