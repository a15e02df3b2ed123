import { memo, useLayoutEffect, useRef, useState } from "react";
import type { ShownShape as ShapeData } from "../board/shape.ts";
import { shiftsBetween } from "./draw-order.ts";
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

/**
 * The view moves without a look at every shape. React is given the shapes in the order in which they came, which never changes:
 * to move thousands of children it takes a time that grows with their square. Their elements are put into drawing order here.
 */
const Shapes = memo(function Shapes({ shapes, editing }: Omit<Scene, "camera">) {
  const parent = useRef<SVGGElement>(null);
  const [coming] = useState(() => new OrderOfComing());
  const drawn = useRef<readonly string[]>([]);
  const byId = new Map(shapes.map((shape) => [shape.id, shape]));
  const order = coming.arrange(byId);

  useLayoutEffect(() => {
    const stood = new Set(drawn.current);
    const now = [
      ...drawn.current.filter((id) => byId.has(id)),
      ...order.flatMap(({ id }) => (stood.has(id) ? [] : [id])),
    ];
    drawn.current = shapes.map(({ id }) => id);
    if (parent.current) put(parent.current, shiftsBetween(now, drawn.current));
  });

  return (
    <g ref={parent}>
      {order.map((shape) => (
        <Shape key={shape.id} shape={shape} textHidden={shape.id === editing} />
      ))}
    </g>
  );
});

/** The order in which shapes came to this page. */
class OrderOfComing {
  #ids: readonly string[] = [];

  /** The shapes that were there the last time, in the same order, and then the new ones. */
  arrange(shapes: ReadonlyMap<string, ShapeData>): readonly ShapeData[] {
    const old = new Set(this.#ids);
    const there = this.#ids.flatMap((id) => shapes.get(id) ?? []);
    const all = [...there, ...[...shapes.values()].filter(({ id }) => !old.has(id))];
    this.#ids = all.map(({ id }) => id);
    return all;
  }
}

function put(parent: Element, shifts: ReturnType<typeof shiftsBetween>): void {
  if (shifts.length === 0) return;
  const elements = new Map<string, Element>();
  for (const element of parent.children)
    elements.set(element.getAttribute("data-shape") ?? "", element);
  for (const { id, before } of shifts) {
    const element = elements.get(id);
    if (element) parent.insertBefore(element, elements.get(before ?? "") ?? null);
  }
}
